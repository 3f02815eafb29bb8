import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A call as IAM knows it. `on`: what of the target the request names. */
export interface TargetCall {
  action: string;
  on: string;
}

export interface TargetsServer {
  url: string;
  /** Calls since the last time that was asked, each kind once. */
  calls(): TargetCall[];
  close(): Promise<void>;
}

/** EventBridge, Firehose, SNS and S3 as the fan-out calls them. Takes everything and notes what was asked. */
export async function createTargetsServer(): Promise<TargetsServer> {
  let noted = new Map<string, TargetCall>();
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { call, answer } = answerTo(request, body);
    noted.set(JSON.stringify(call), call);
    response.setHeader('content-type', answer.startsWith('<') ? 'text/xml' : 'application/x-amz-json-1.1').end(answer);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls() {
      const calls = [...noted.values()];
      noted = new Map();
      return calls;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function answerTo({ method, url = '', headers }: IncomingMessage, body: string): { call: TargetCall; answer: string } {
  const [, operation] = String(headers['x-amz-target'] ?? '').split('.');
  if (operation === 'PutEvents') {
    const { Entries } = JSON.parse(body) as { Entries: { EventBusName: string }[] };
    const answer = { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: String(index) })) };
    return { call: { action: 'events:PutEvents', on: Entries[0]!.EventBusName }, answer: JSON.stringify(answer) };
  }
  if (operation === 'PutRecordBatch') {
    const { DeliveryStreamName, Records } = JSON.parse(body) as { DeliveryStreamName: string; Records: object[] };
    const answer = { FailedPutCount: 0, RequestResponses: Records.map((_, index) => ({ RecordId: String(index) })) };
    return { call: { action: 'firehose:PutRecordBatch', on: DeliveryStreamName }, answer: JSON.stringify(answer) };
  }
  const query = new URLSearchParams(body);
  if (query.get('Action') === 'PublishBatch') {
    const ids = [...query].flatMap(([name, value]) => (/\.member\.\d+\.Id$/.test(name) ? value : []));
    const members = ids.map((id) => `<member><Id>${id}</Id><MessageId>m-${id}</MessageId></member>`).join('');
    const result = `<PublishBatchResult><Successful>${members}</Successful><Failed/></PublishBatchResult>`;
    // IAM has no action of its own for a batch.
    const call = { action: 'sns:Publish', on: query.get('TopicArn') ?? '' };
    return { call, answer: `<PublishBatchResponse>${result}</PublishBatchResponse>` };
  }
  if (method === 'PUT') {
    return { call: { action: 's3:PutObject', on: decodeURIComponent(url.slice(1).split('?')[0]!) }, answer: '' };
  }
  return { call: { action: `${method} ${operation ?? query.get('Action')}`, on: url }, answer: '' };
}
