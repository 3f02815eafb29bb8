import { expect } from 'vitest';
import { aggregateKpl } from '../local/firehose/kpl-aggregate.ts';
import { type DeliveryStreamOptions, refusalOf, withDeliveryStream } from './delivery-stream.ts';
import { withStream } from './kinesis-stream.ts';
import { CAPTURED, FIREHOSE_LIMITS, TRANSFORMATION } from './pages.ts';
import type { Row } from './row.ts';

const KB = 1000;
const RECORD_SIZE = 400 * KB;
const LEFT_TO_DEFAULTS = { BufferSizeInMBs: undefined, BufferIntervalInSeconds: undefined } as unknown as NonNullable<
  DeliveryStreamOptions['lambda']
>;

const padded = (record: object, bytes: number): object => ({ ...record, padding: 'x'.repeat(bytes) });

interface Invocation {
  invocationId: string;
  startedMs: number;
  endedMs: number;
}

/** The most invocations that ran at one instant. */
function mostAtOnce(invocations: Invocation[]): number {
  return Math.max(
    ...invocations.map(
      ({ startedMs }) =>
        invocations.filter((other) => other.startedMs <= startedMs && startedMs < other.endedMs).length,
    ),
  );
}

export const firehoseBufferRows: Row[] = [
  ...[
    ['BufferSizeInMBs', '0.1'],
    ['BufferSizeInMBs', '3.1'],
    ['BufferIntervalInSeconds', '901'],
    ['BufferIntervalInSeconds', '-1'],
  ].map(
    ([name, value]): Row => ({
      statement: `The transform's buffer is 0.2-3 MB and 0-900 s: ${name} ${value} is refused`,
      mark: 'D',
      source: TRANSFORMATION,
      async check(target) {
        expect(await refusalOf(target, { lambda: { [name!]: value! } })).toMatch(/^InvalidArgumentException: /);
      },
    }),
  ),
  {
    statement: "The transform's buffer: both hints or neither are given",
    mark: 'C',
    source: CAPTURED,
    async check(target) {
      const words =
        'InvalidArgumentException: Both BufferSizeInMBs and BufferIntervalInSeconds are required to configure buffering for lambda processor.';
      expect(await refusalOf(target, { lambda: { ...LEFT_TO_DEFAULTS, BufferSizeInMBs: '1' } })).toBe(words);
      expect(await refusalOf(target, { lambda: { ...LEFT_TO_DEFAULTS, BufferIntervalInSeconds: '60' } })).toBe(words);
    },
  },
  {
    statement: "The transform's buffer waits 60 s by default",
    mark: 'D',
    source: TRANSFORMATION,
    check: (target) =>
      withDeliveryStream(target, { lambda: LEFT_TO_DEFAULTS }, async (stream) => {
        await stream.put({ answers: [{ result: 'ProcessingFailed' }] });
        const { errors } = await stream.delivered((seen) => seen.errors.length === 1);
        const { arrivalTimestamp, attemptEndingTimestamp } = errors[0] as unknown as Record<string, number>;
        const waitedMs = attemptEndingTimestamp! - arrivalTimestamp!;
        expect(waitedMs).toBeGreaterThan(59_000);
        expect(waitedMs).toBeLessThan(600_000);
      }),
  },
  {
    statement: "The transform's buffer holds 1 MB by default: 2 MB come in more than one invocation",
    mark: 'D',
    source: TRANSFORMATION,
    check: (target) =>
      withDeliveryStream(target, { lambda: LEFT_TO_DEFAULTS }, async (stream) => {
        await stream.put(...[1, 2, 3, 4, 5].map((id) => padded({ id, report: true }, RECORD_SIZE)));
        const { rows } = await stream.delivered((seen) => seen.rows.length === 5);
        const batches = rows.map((row) => JSON.parse(row).batchOf as number);
        expect(Math.max(...batches)).toBeLessThanOrEqual(3);
        expect(Math.max(...batches)).toBeGreaterThan(1);
      }),
  },
  {
    statement: 'An event is at most 6 MB: small records whose event would be larger come in several invocations',
    mark: 'D',
    source: TRANSFORMATION,
    check: (target) =>
      withStream(target, (source) =>
        withDeliveryStream(
          target,
          { source, lambda: { BufferSizeInMBs: '3', BufferIntervalInSeconds: '30' } },
          async (stream) => {
            // 400 bytes of the event for each record of one byte: 8 MB.
            const records = Array.from({ length: 20_000 }, () => ({ partitionKey: 'k', data: Buffer.from('7') }));
            await source.put(aggregateKpl(records));
            const { rows, errors } = await stream.delivered(
              (seen) => seen.rows.length + seen.errors.length >= records.length,
            );
            expect(errors).toEqual([]);
            expect(rows).toHaveLength(records.length);
          },
        ),
      ),
  },
  {
    statement: 'Up to 5 invocations are in flight for a shard',
    mark: 'D',
    source: FIREHOSE_LIMITS,
    check: (target) =>
      withStream(target, (source) =>
        withDeliveryStream(
          target,
          { source, lambda: { BufferSizeInMBs: '0.2', LambdaArn: target.slowTransformArn } },
          async (stream) => {
            const records = Array.from({ length: 12 }, (_, id) => padded({ id, report: true, pauseMs: 250 }, 250 * KB));
            for (let at = 0; at < records.length; at += 3) await source.put(...records.slice(at, at + 3));
            const { rows } = await stream.delivered((seen) => seen.rows.length === records.length);
            const atOnce = mostAtOnce(rows.map((row) => JSON.parse(row) as Invocation));
            expect(atOnce).toBeLessThanOrEqual(5);
            expect(atOnce).toBeGreaterThan(1);
            return `seen: ${atOnce}`;
          },
        ),
      ),
  },
];
