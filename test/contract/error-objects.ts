import { expect } from 'vitest';
import { textOf } from './bytes.ts';
import { processor, refusalOf, withDeliveryStream } from './delivery-stream.ts';
import { CAPTURED, FAILURE_HANDLING, PREFIXES } from './pages.ts';
import { openQuestion, type Row, refusedByName } from './row.ts';
import type { Target } from './target.ts';

const FAILS = { answers: [{ result: 'ProcessingFailed', data: 'of the transform' }] };
const GZIP = [0x1f, 0x8b];

/** The keys of an error object, each with what else it is called. */
const CAPTURED_KEYS = [
  'rawData',
  'errorCode',
  'errorMessage',
  'attemptsMade',
  'arrivalTimestamp',
  'attemptEndingTimestamp',
  'lambdaARN',
];
const DOCUMENTED_KEYS = [
  'attemptsMade',
  'arrivalTimestamp',
  'errorCode',
  'errorMessage',
  'attemptEndingTimestamp',
  'rawData',
  'lambdaArn',
];

const query = (expression: string) =>
  processor('MetadataExtraction', { MetadataExtractionQuery: expression, JsonParsingEngine: 'JQ-1.6' });

/** The folder below `errors/` that a record without its partition key lands in. */
async function folderWithoutKey(target: Target): Promise<string> {
  return withDeliveryStream(
    target,
    {
      partitioned: true,
      processors: [query('{kind:.kind}')],
      destination: { Prefix: '{root}data/!{partitionKeyFromQuery:kind}/' },
    },
    async (stream) => {
      await stream.put('{"no":"kind"}');
      const { errors, objects } = await stream.delivered((seen) => seen.errors.length === 1);
      expect(errors[0]!.errorCode).toBe('DynamicPartitioning.MetadataExtractionFailed');
      return objects[0]!.key.split('/').at(-2)!;
    },
  );
}

export const errorObjectRows: Row[] = [
  {
    statement: 'One JSON object per failed record, newline-delimited, below processing-failed',
    mark: 'D',
    source: FAILURE_HANDLING,
    check: (target) =>
      withDeliveryStream(target, { lambda: {} }, async (stream) => {
        await stream.put(FAILS, FAILS, FAILS);
        const { objects } = await stream.delivered((seen) => seen.errors.length === 3);
        for (const { key } of objects) expect(key).toContain(`${stream.root}errors/processing-failed/`);
        const lines = objects.flatMap(({ text }) => text.trimEnd().split('\n'));
        expect(lines.map((line) => typeof JSON.parse(line))).toEqual(['object', 'object', 'object']);
      }),
  },
  openQuestion({
    statement: 'Its keys: rawData first and lambdaARN last (captured in 2026), or as documented with lambdaArn',
    source: FAILURE_HANDLING,
    behaviours: [
      ['captured', {}],
      ['documented', { behaviour: { errorObjectShape: 'documented' } }],
    ],
    observe: (target) =>
      withDeliveryStream(target, { lambda: {} }, async (stream) => {
        await stream.put(FAILS);
        const { errors } = await stream.delivered((seen) => seen.errors.length === 1);
        const keys = Object.keys(errors[0]!);
        if (!keys.includes('lambdaArn')) expect(keys).toEqual(CAPTURED_KEYS);
        else expect(keys).toEqual(DOCUMENTED_KEYS);
        return keys.includes('lambdaArn') ? 'documented' : 'captured';
      }),
  }),
  {
    statement: 'Numbers are numbers, times are epoch milliseconds',
    mark: 'D',
    source: FAILURE_HANDLING,
    check: (target) =>
      withDeliveryStream(target, { lambda: {} }, async (stream) => {
        const putMs = target.now();
        await stream.put(FAILS);
        const { errors } = await stream.delivered((seen) => seen.errors.length === 1);
        const { attemptsMade, arrivalTimestamp, attemptEndingTimestamp } = errors[0] as Record<string, unknown>;
        expect(attemptsMade).toBe(1);
        for (const time of [arrivalTimestamp, attemptEndingTimestamp]) {
          expect(time).toEqual(expect.any(Number));
          expect(Math.abs((time as number) - putMs)).toBeLessThan(600_000);
        }
        expect(attemptEndingTimestamp as number).toBeGreaterThanOrEqual(arrivalTimestamp as number);
      }),
  },
  {
    statement: "rawData is base64 of the transform's original input; no partition key is in the object",
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      withDeliveryStream(target, { lambda: {} }, async (stream) => {
        const original = JSON.stringify({ ...FAILS, text: '\u00fc\ud83d\ude00' });
        await stream.put(original);
        const { errors } = await stream.delivered((seen) => seen.errors.length === 1);
        expect(textOf(errors[0]!.rawData)).toBe(original);
        expect(Object.keys(errors[0]!).filter((key) => /partition/i.test(key))).toEqual([]);
      }),
  },
  openQuestion({
    statement: 'The folder of records whose partition keys cannot be found is not known; their errorCode is',
    source: PREFIXES,
    isUnknown: true,
    behaviours: [
      ['metadata-extraction-failed', {}],
      ['processing-failed', { behaviour: { keyExtractionErrorType: 'processing-failed' } }],
    ],
    observe: (target) => folderWithoutKey(target) as Promise<'metadata-extraction-failed' | 'processing-failed'>,
  }),
  openQuestion({
    statement: 'Whether error objects are compressed with the others is not known',
    source: FAILURE_HANDLING,
    isUnknown: true,
    behaviours: [
      ['plain', {}],
      ['gzip', { behaviour: { compressErrorObjects: true } }],
    ],
    observe: (target) =>
      withDeliveryStream(target, { lambda: {}, destination: { CompressionFormat: 'GZIP' } }, async (stream) => {
        await stream.put(FAILS);
        const { objects } = await stream.delivered((seen) => seen.errors.length === 1);
        return GZIP.every((byte, at) => objects[0]!.stored[at] === byte) ? 'gzip' : 'plain';
      }),
  }),
  {
    statement: 'A gzip object may have several members: it reads as one text',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      withDeliveryStream(target, { destination: { CompressionFormat: 'GZIP' } }, async (stream) => {
        // More than is compressed at a time, and less than the buffer.
        const records = Array.from(
          { length: 8 },
          (_, id) => `${JSON.stringify({ id, text: String(id).repeat(100_000) })}\n`,
        );
        await stream.put(...records);
        const { rows } = await stream.delivered((seen) => seen.rows.length === records.length);
        expect(rows.map((row) => `${row}\n`).sort()).toEqual(records);
      }),
  },
  refusedByName({
    statement: 'decompression-failed holds what the Decompression processor could not read',
    mark: 'D',
    source: PREFIXES,
    refusal: (target) => refusalOf(target, { processors: [processor('Decompression', { CompressionFormat: 'GZIP' })] }),
    offers: /does not implement the processor Decompression\. It implements: /,
  }),
  refusedByName({
    statement:
      'splunk-failed, http-endpoint-failed and AmazonOpenSearchService-failed belong to other destinations than S3',
    mark: 'D',
    source: PREFIXES,
    async refusal(target) {
      const { CreateDeliveryStreamCommand } = await import('@aws-sdk/client-firehose');
      try {
        await target.firehose.send(
          new CreateDeliveryStreamCommand({
            DeliveryStreamName: 'contract-http',
            HttpEndpointDestinationConfiguration: {
              EndpointConfiguration: { Url: 'https://example.com' },
              S3Configuration: { RoleARN: target.roleArn, BucketARN: `arn:aws:s3:::${target.bucket}` },
            },
          }),
        );
      } catch (error) {
        return (error as Error).message;
      }
      throw new Error('A delivery stream to an HTTP endpoint was created.');
    },
    offers: /HttpEndpointDestinationConfiguration/,
  }),
];
