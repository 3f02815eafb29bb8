import { PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { expect } from 'vitest';
import { withDeliveryStream } from './delivery-stream.ts';
import { withStream } from './kinesis-stream.ts';
import { CAPTURED, firehoseApi } from './pages.ts';
import { refused } from './refused.ts';
import { notSeen, type Row } from './row.ts';
import type { Target } from './target.ts';

const RECORD_BYTES_MAX = 1_024_000;
const BATCH_BYTES_MAX = 4 * 1024 * 1024;

const batch = ({ firehose }: Target, DeliveryStreamName: string, sizes: number[]) =>
  firehose.send(
    new PutRecordBatchCommand({
      DeliveryStreamName,
      Records: sizes.map((size) => ({ Data: Buffer.alloc(size, 'x') })),
    }),
  );

const one = ({ firehose }: Target, DeliveryStreamName: string, size: number) =>
  firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.alloc(size, 'x') } }));

const refuses = { name: expect.stringMatching(/^(InvalidArgument|Validation)Exception$/) };

export const firehoseApiRows: Row[] = [
  {
    statement: 'PutRecordBatch takes 500 records and no more',
    mark: 'D',
    source: firehoseApi('PutRecordBatch'),
    check: (target) =>
      withDeliveryStream(target, {}, async ({ name }) => {
        const answer = await batch(target, name, Array(500).fill(1));
        expect(answer.FailedPutCount).toBe(0);
        expect(new Set(answer.RequestResponses!.map(({ RecordId }) => RecordId)).size).toBe(500);
        await refused(batch(target, name, Array(501).fill(1)), refuses);
      }),
  },
  {
    statement: 'PutRecordBatch takes 4 MiB before base64 and no more',
    mark: 'D',
    source: firehoseApi('PutRecordBatch'),
    check: (target) =>
      withDeliveryStream(target, {}, async ({ name }) => {
        const quarter = BATCH_BYTES_MAX / 5;
        const whole = [...Array(4).fill(Math.floor(quarter)), BATCH_BYTES_MAX - 4 * Math.floor(quarter)];
        expect((await batch(target, name, whole)).RequestResponses).toHaveLength(5);
        await refused(batch(target, name, [...whole, 1]), refuses);
      }),
  },
  {
    statement: 'A record has 1,024,000 bytes before base64 at most',
    mark: 'D',
    source: firehoseApi('Record'),
    check: (target) =>
      withDeliveryStream(target, {}, async ({ name }) => {
        expect((await one(target, name, RECORD_BYTES_MAX)).RecordId).toEqual(expect.any(String));
        await refused(one(target, name, RECORD_BYTES_MAX + 1), refuses);
        await refused(batch(target, name, [RECORD_BYTES_MAX + 1]), refuses);
      }),
  },
  {
    statement:
      'Records above the quota fail alone: FailedPutCount, ServiceUnavailableException for each, the others have ids',
    mark: 'D',
    source: firehoseApi('PutRecordBatch'),
    async check(target) {
      if (!target.configured) return notSeen('needs a load above the quota');
      const slow = await target.configured({ accelerate: 1, putRate: { records: 3, bytes: 1_000_000, requests: 10 } });
      await withDeliveryStream(slow, {}, async ({ name }) => {
        const { FailedPutCount, RequestResponses } = await batch(slow, name, [1, 1, 1, 1, 1]);
        expect(FailedPutCount).toBe(2);
        expect(RequestResponses!.map(({ RecordId, ErrorCode }) => ErrorCode ?? typeof RecordId)).toEqual([
          'string',
          'string',
          'string',
          'ServiceUnavailableException',
          'ServiceUnavailableException',
        ]);
      });
      return 'configured: 3 records a second';
    },
  },
  {
    statement:
      'A Kinesis-sourced stream refuses puts: "This operation is not permitted on KinesisStreamAsSource delivery stream type."',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      withStream(target, (source) =>
        withDeliveryStream(target, { source }, async ({ name }) => {
          const refusal = {
            name: 'InvalidArgumentException',
            message: 'This operation is not permitted on KinesisStreamAsSource delivery stream type.',
          };
          await refused(one(target, name, 1), refusal);
          await refused(batch(target, name, [1]), refusal);
        }),
      ),
  },
];
