import { expect } from 'vitest';
import { type DeliveryStreamOptions, processor, refusalOf, withDeliveryStream } from './delivery-stream.ts';
import { CAPTURED, PARTITIONING, PREFIXES } from './pages.ts';
import { openQuestion, type Row } from './row.ts';
import type { Target } from './target.ts';

const FROM_LAMBDA = '{root}data/!{partitionKeyFromLambda:key}/';
const FROM_QUERY = '{root}data/!{partitionKeyFromQuery:key}/';
const ERRORS = '{root}errors/!{firehose:error-output-type}/';
const query = (text: string) =>
  processor('MetadataExtraction', { MetadataExtractionQuery: text, JsonParsingEngine: 'JQ-1.6' });

/** Refused when it is created, in these words. */
const verbatim = (words: string, options: DeliveryStreamOptions): Row => ({
  statement: `Refused: "${words}"`,
  mark: 'C',
  source: CAPTURED,
  async check(target) {
    expect(await refusalOf(target, options)).toBe(`InvalidArgumentException: ${words}`);
  },
});

const refused = (statement: string, ...destinations: DeliveryStreamOptions['destination'][]): Row => ({
  statement,
  mark: 'D',
  source: PREFIXES,
  async check(target) {
    for (const destination of destinations) {
      const options: DeliveryStreamOptions = { ...(destination && { destination }) };
      expect(await refusalOf(target, options)).toMatch(/^(InvalidArgument|Validation)Exception: /);
    }
  },
});

/** Puts a record whose key makes the prefix longer than it may be beside a good one, which is delivered; answers how the former fails. */
async function codeOfLongPrefix(target: Target): Promise<string> {
  const options = { lambda: {}, partitioned: true, destination: { Prefix: FROM_LAMBDA } };
  return withDeliveryStream(target, options, async (stream) => {
    await stream.put({ id: 'good', keys: { key: 'a' } }, { id: 'long', keys: { key: 'x'.repeat(513) } });
    const { rows, errors } = await stream.delivered((seen) => seen.rows.length + seen.errors.length >= 2);
    expect(rows.map((row) => JSON.parse(row).id)).toEqual(['good']);
    return errors[0]!.errorCode;
  });
}

export const prefixRuleRows: Row[] = [
  verbatim(
    'Dynamic Partitioning Namespaces can only be part of a prefix expression when Dynamic Partitioning is enabled.',
    { lambda: {}, destination: { Prefix: FROM_LAMBDA } },
  ),
  verbatim('S3 Prefix should contain Dynamic Partitioning namespaces when Dynamic Partitioning is enabled', {
    lambda: {},
    partitioned: true,
    destination: { Prefix: '{root}data/!{timestamp:yyyy}/' },
  }),
  verbatim("MetaDataExtraction JQ Query can't contain keys that are not present in the S3 Prefix expression", {
    processors: [query('{key:.key,other:.other}')],
    partitioned: true,
    destination: { Prefix: FROM_QUERY },
  }),
  verbatim('Prefix must not contain any occurrence of !{firehose:error-output-type}', {
    destination: { Prefix: ERRORS },
  }),
  verbatim('Length of evaluated prefix cannot be greater than 512', { destination: { Prefix: 'x'.repeat(513) } }),
  verbatim('BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled.', {
    lambda: {},
    partitioned: true,
    destination: { Prefix: FROM_LAMBDA, BufferingHints: { SizeInMBs: 63, IntervalInSeconds: 60 } },
  }),
  refused('The error prefix may be left out only if the prefix has no expression', {
    Prefix: '{root}!{timestamp:yyyy}/',
    ErrorOutputPrefix: undefined,
  }),
  {
    statement: 'Without expressions it may be left out: errors go beside the records, by type',
    mark: 'D',
    source: PREFIXES,
    check: (target) =>
      withDeliveryStream(
        target,
        { lambda: {}, destination: { Prefix: '{root}data/', ErrorOutputPrefix: undefined } },
        async (stream) => {
          await stream.put({ answers: [{ result: 'ProcessingFailed' }] });
          const { objects } = await stream.delivered((seen) => seen.objects.length > 0);
          expect(objects[0]!.key).toMatch(new RegExp(`^${stream.root}data/processing-failed/\\d{4}/`));
        },
      ),
  },
  refused('An error prefix with an expression must contain error-output-type', {
    ErrorOutputPrefix: '{root}errors/!{timestamp:yyyy}/',
  }),
  refused(
    'The error prefix takes no partition keys',
    { ErrorOutputPrefix: `${ERRORS}!{partitionKeyFromLambda:key}/` },
    { ErrorOutputPrefix: `${ERRORS}!{partitionKeyFromQuery:key}/` },
  ),
  refused('A prefix as written has at most 1,024 characters', { Prefix: `{root}${'!{timestamp:yyyy}/'.repeat(60)}` }),
  {
    statement: 'The evaluated prefix has at most 512 characters: a record that makes it longer fails alone',
    mark: 'D',
    source: PREFIXES,
    check: async (target) => void (await codeOfLongPrefix(target)),
  },
  openQuestion({
    statement: 'The errorCode of a record that makes the prefix too long is not known',
    source: PREFIXES,
    isUnknown: true,
    behaviours: [
      ['DynamicPartitioning.MetadataExtractionFailed', {}],
      ['S3.PrefixTooLong', { behaviour: { prefixTooLongErrorCode: 'S3.PrefixTooLong' } }],
    ],
    observe: (target) =>
      codeOfLongPrefix(target) as Promise<'DynamicPartitioning.MetadataExtractionFailed' | 'S3.PrefixTooLong'>,
  }),
  {
    statement: 'JsonParsingEngine is JQ-1.6',
    mark: 'D',
    source: PARTITIONING,
    async check(target) {
      const jq17 = processor('MetadataExtraction', {
        MetadataExtractionQuery: '{key:.key}',
        JsonParsingEngine: 'JQ-1.7',
      });
      const words = await refusalOf(target, {
        processors: [jq17],
        partitioned: true,
        destination: { Prefix: FROM_QUERY },
      });
      expect(words).toMatch(/^(InvalidArgument|Validation)Exception: /);
    },
  },
];
