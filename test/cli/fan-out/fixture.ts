import type { FailureObjects } from '../../../cli/fan-out/failure-objects.ts';
import type { Tell } from '../../../cli/fan-out/tell.ts';
import { undeliverableKey, undeliverableObject } from '../../../shared/stream-record-failure.ts';

export const functionName = 'tributary-dev-ddb-fanout';
export const functionArn = `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`;
export const nowMs = Date.parse('2026-07-13T14:05:00.000Z');

/** One record of the table's stream. */
export const streamRecord = (sequenceNumber: string, message = 'secret') => ({
  eventID: `id-${sequenceNumber}`,
  eventName: 'INSERT',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'us-east-1',
  eventSourceARN:
    'arn:aws:dynamodb:us-east-1:000000000000:table/tributary-dev-chat-messages/stream/2026-07-13T00:00:00.000',
  dynamodb: {
    ApproximateCreationDateTime: 1_783_951_200,
    Keys: { LivestreamID: { S: 'live-1' }, UID: { N: sequenceNumber } },
    NewImage: { LivestreamID: { S: 'live-1' }, UID: { N: sequenceNumber }, Message: { S: message } },
    SequenceNumber: sequenceNumber,
    SizeBytes: 100,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  },
});

/** What the function put aside for one target: key and text. */
export function putAside(
  sequenceNumber: string,
  target: string,
  reason = 'EntryTooLarge',
  atMs = nowMs,
): [string, string] {
  const undeliverable = { record: streamRecord(sequenceNumber), target, reason };
  const context = { functionArn, requestId: 'r-1', nowMs: atMs };
  return [undeliverableKey(undeliverable, atMs), undeliverableObject(undeliverable, context)];
}

/** What Lambda gave up: key and text. */
export function givenUp(
  name: string,
  sequenceNumbers: string[],
  changes: Record<string, unknown> = {},
): [string, string] {
  const text = JSON.stringify({
    requestContext: { requestId: 'r-2', functionArn, condition: 'RetryAttemptsExhausted', approximateInvokeCount: 31 },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: null },
    version: '1.0',
    timestamp: '2026-07-13T15:30:00.000Z',
    DDBStreamBatchInfo: { shardId: 'shardId-1', batchSize: sequenceNumbers.length },
    payload: { Records: sequenceNumbers.map((each) => streamRecord(each)) },
    ...changes,
  });
  return [`aws/lambda/0f1e2d3c-mapping/shardId-1/2026/07/13/2026-07-13T15.30.00-${name}`, text];
}

export interface FakeObjects extends FailureObjects {
  contents: Map<string, string>;
}

/** Objects in memory; those outside the prefix are there and not listed, as in the bucket. */
export function fakeObjects(...entries: [string, string][]): FakeObjects {
  const contents = new Map(entries);
  return {
    contents,
    async *list() {
      yield* [...contents.keys()].filter((key) => key.startsWith('aws/lambda/')).sort();
    },
    read: async (key) => contents.get(key),
    async move(from, to) {
      contents.set(to, contents.get(from)!);
      contents.delete(from);
    },
  };
}

export interface FakeFunction {
  tell: Tell;
  events: Parameters<Tell>[0][];
}

/** Tells everything, unless `answer` says otherwise. */
export function fakeFunction(
  answer: (event: Parameters<Tell>[0]) => Awaited<ReturnType<Tell>> = () => ({ ok: true, failed: [] }),
): FakeFunction {
  const events: Parameters<Tell>[0][] = [];
  return {
    events,
    tell: async (event) => {
      events.push(event);
      return answer(event);
    },
  };
}
