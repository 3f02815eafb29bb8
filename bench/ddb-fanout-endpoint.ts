import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * An endpoint that takes whatever it is sent, at once and in as few words as the SDK's clients understand. A process of its own, so that
 * its work is not counted as theirs: it prints its port, and ends with its standard input.
 */
const answers: Record<string, (body: string) => string> = {
  'AWSEvents.PutEvents': (body) => {
    const count = body.split('"DetailType":').length - 1;
    return JSON.stringify({ FailedEntryCount: 0, Entries: Array(count).fill({ EventId: 'e' }) });
  },
  'Firehose_20150804.PutRecordBatch': (body) => {
    const count = body.split('"Data":').length - 1;
    return JSON.stringify({ FailedPutCount: 0, RequestResponses: Array(count).fill({ RecordId: 'r' }) });
  },
};

/** SNS: the query protocol, whose answers are XML. */
function published(body: string): string {
  const count = body.split(/&PublishBatchRequestEntries\.(?:entry|member)\.\d+\.Id=/).length - 1;
  const members = Array.from({ length: count }, (_, id) => `<member><Id>${id}</Id><MessageId>m</MessageId></member>`);
  return `<PublishBatchResponse><PublishBatchResult><Successful>${members.join('')}</Successful><Failed/></PublishBatchResult></PublishBatchResponse>`;
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    const answer = answers[String(request.headers['x-amz-target'])];
    response.setHeader('content-type', answer ? 'application/x-amz-json-1.1' : 'text/xml');
    response.end(answer ? answer(body) : published(body));
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.stdin.resume().on('end', () => {
  server.closeAllConnections();
  server.close();
});
