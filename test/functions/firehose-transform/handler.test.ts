import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { handler as Handler } from '../../../functions/firehose-transform/handler.ts';
import { captureJsonLines } from '../../support/captured-output.ts';
import { chatChange, chatImage, toBase64 } from '../../support/change-records.ts';

const context = { awsRequestId: 'request-1', functionName: 'tributary-dev-firehose-transform' } as Context;
const secret = 'must-not-be-logged';

let handler: typeof Handler;
beforeAll(async () => {
  vi.stubEnv('DELIVERY_STREAM', 'chat-by-livestream');
  vi.stubEnv('PARTITION_KEYS', 'LivestreamID');
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'firehose-transform');
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'Tributary/dev');
  vi.stubEnv('POWERTOOLS_DEV', 'false');
  ({ handler } = await import('../../../functions/firehose-transform/handler.ts'));
});
afterAll(() => {
  vi.unstubAllEnvs();
});

describe('the handler', () => {
  it('answers a batch, counts it in one line, and logs what failed with its request', async () => {
    const records = [
      { recordId: 'good', data: toBase64(chatChange()) },
      { recordId: 'bad', data: 'x', kinesisRecordMetadata: { sequenceNumber: '495' } },
    ];
    let response: unknown;
    const lines = await captureJsonLines(async () => {
      response = await handler({ records }, context);
    });
    expect(response).toMatchObject({
      records: [
        { recordId: 'good', result: 'Ok', metadata: { partitionKeys: { LivestreamID: 'live-1' } } },
        { recordId: 'bad', result: 'ProcessingFailed' },
      ],
    });
    expect(lines).toMatchObject([
      { service: 'firehose-transform', DeliveryStream: 'chat-by-livestream', Received: 2, Ok: 1, ProcessingFailed: 1 },
      {
        reason: 'InvalidBase64',
        records: [{ recordId: 'bad', sequenceNumber: '495' }],
        function_request_id: 'request-1',
      },
    ]);
  });

  it('logs nothing of what is in a record, whatever is wrong with it', async () => {
    const image = (attributes: Record<string, unknown>) =>
      toBase64(chatChange({ dynamodb: { NewImage: chatImage(attributes) } }));
    const data = [
      secret,
      toBase64(secret),
      toBase64({ eventName: secret, eventID: secret }),
      toBase64(chatChange({ dynamodb: { NewImage: secret } })),
      image({ LivestreamID: { S: `${secret}/` } }),
      image({ Message: { S: 'x', [secret]: secret } }),
      image({ MessageType: { S: secret } }),
      image({ UserID: { N: secret } }),
      image({ Nickname: secret }),
      image({ [secret]: secret, UID: { N: secret } }),
    ];
    const lines = await captureJsonLines(() =>
      handler({ records: data.map((text, index) => ({ recordId: String(index), data: text })) }, context),
    );
    expect(lines[0]).toMatchObject({ Received: 10, ProcessingFailed: 10 });
    expect(lines.length).toBeGreaterThan(8);
    expect(JSON.stringify(lines)).not.toContain(secret);
    expect(JSON.stringify(lines)).not.toContain(toBase64(secret).slice(0, 12));
  });

  it('rejects what is no event of Firehose', async () => {
    await expect(handler({ Records: [] }, context)).rejects.toThrow('Not a Firehose transform event');
  });
});
