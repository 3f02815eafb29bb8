import { expect } from 'vitest';
import type { Delivered, DeliveredObject } from './delivered.ts';
import { keysUnder } from './delivered.ts';
import { type DeliveryStreamOptions, processor, refusalOf, withDeliveryStream } from './delivery-stream.ts';
import { eventually } from './eventually.ts';
import { CAPTURED, firehoseApi, OBJECT_NAMES, PREFIXES } from './pages.ts';
import { type Row, refusedByName } from './row.ts';
import type { Target } from './target.ts';
import { updateDestination } from './update-destination.ts';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const HOUR_MS = 3_600_000;
const SEOUL_OFFSET_MS = 9 * HOUR_MS;

/** `yyyy/MM/dd/HH` of an instant. */
const hourPath = (ms: number): string => new Date(ms).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/');
/** `yyyy-MM-dd-HH-mm-ss` of an instant. */
const keyTime = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replaceAll(/[T:]/g, '-');

/** What one record is delivered as, with the instant of its arrival. */
async function deliverOne(
  target: Target,
  destination: DeliveryStreamOptions['destination'],
): Promise<{ object: DeliveredObject; path: string; arrivalMs: number; name: string }> {
  return withDeliveryStream(target, { lambda: {}, ...(destination && { destination }) }, async (stream) => {
    await stream.put({ report: true });
    const { objects, rows } = await stream.delivered((seen) => seen.rows.length === 1);
    const object = objects[0]!;
    const arrivalMs = JSON.parse(rows[0]!).records[0].approximateArrivalTimestamp as number;
    return { object, path: object.key.slice(stream.root.length), arrivalMs, name: stream.name };
  });
}

/** The prefix evaluates to this; the rest of the key is the object's name. */
const evaluates = (
  statement: string,
  mark: Row['mark'],
  source: string,
  prefix: string,
  expected: (arrivalMs: number) => string | RegExp,
  destination: DeliveryStreamOptions['destination'] = {},
): Row => ({
  statement,
  mark,
  source,
  async check(target) {
    const { path, arrivalMs, name } = await deliverOne(target, { ...destination, Prefix: `{root}${prefix}` });
    const evaluated = path.slice(0, path.indexOf(name));
    const wanted = expected(arrivalMs);
    if (typeof wanted === 'string') expect(evaluated).toBe(wanted);
    else expect(evaluated).toMatch(wanted);
  },
});

const javaLetters = (ms: number): string => {
  const date = new Date(ms);
  const part = (options: Intl.DateTimeFormatOptions) => date.toLocaleString('en-US', { timeZone: 'UTC', ...options });
  const startOfYear = Date.UTC(date.getUTCFullYear(), 0, 1);
  const dayOfYear = Math.floor((ms - startOfYear) / (24 * HOUR_MS)) + 1;
  const iso = date.toISOString();
  return [
    `year=${iso.slice(0, 4)}`,
    `${part({ month: 'short' })}-${part({ weekday: 'long' })}`,
    String(dayOfYear).padStart(3, '0'),
    `${part({ hour: '2-digit', hour12: true }).replace(' ', '')}`,
    '',
  ].join('/');
};

export const s3KeyRows: Row[] = [
  {
    statement: 'A key is <evaluated prefix><stream>-<version>-yyyy-MM-dd-HH-mm-ss-<uuid><ext>',
    mark: 'D',
    source: OBJECT_NAMES,
    async check(target) {
      const { path, arrivalMs, name } = await deliverOne(target, { Prefix: '{root}data/!{timestamp:yyyy}/' });
      const year = new Date(arrivalMs).getUTCFullYear();
      expect(path).toMatch(new RegExp(`^data/${year}/${name}-1-${keyTime(arrivalMs)}-${UUID}$`));
    },
  },
  {
    statement: 'The version starts at 1 and grows by 1 with each change of the configuration',
    mark: 'D',
    source: OBJECT_NAMES,
    check: (target) =>
      withDeliveryStream(target, {}, async (stream) => {
        await stream.put('1\n');
        await stream.delivered((seen) => seen.rows.length === 1);
        await updateDestination(target, stream.name, { BufferingHints: { SizeInMBs: 2, IntervalInSeconds: 6 } });
        await stream.put('2\n');
        const { objects } = await stream.delivered((seen) => seen.rows.length === 2);
        const version = ({ key }: DeliveredObject) =>
          key.slice(key.lastIndexOf('/') + stream.name.length + 2).split('-')[0];
        expect(objects.map((object) => [object.text, version(object)]).sort()).toEqual([
          ['1\n', '1'],
          ['2\n', '2'],
        ]);
      }),
  },
  {
    statement: 'Its instant is the approximate arrival of the oldest record in the object',
    mark: 'D',
    source: OBJECT_NAMES,
    check: (target) =>
      withDeliveryStream(
        target,
        { lambda: {}, destination: { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } } },
        async (stream) => {
          await stream.put({ report: true });
          const putMs = target.now();
          await eventually(target, async () => target.now() - putMs > 2_000 || undefined);
          await stream.put({ report: true });
          const { objects } = await stream.delivered((seen) => seen.rows.length === 2);
          const arrivals = objects[0]!.text
            .trimEnd()
            .split('\n')
            .map((row) => JSON.parse(row).records[0].approximateArrivalTimestamp as number);
          expect(objects[0]!.key).toContain(`-1-${keyTime(Math.min(...arrivals))}-`);
        },
      ),
  },
  {
    statement: 'CustomTimeZone moves the prefix and the suffix',
    mark: 'D',
    source: firehoseApi('ExtendedS3DestinationConfiguration'),
    async check(target) {
      const { path, arrivalMs } = await deliverOne(target, {
        Prefix: '{root}!{timestamp:yyyy/MM/dd/HH}/',
        CustomTimeZone: 'Asia/Seoul',
      });
      const local = arrivalMs + SEOUL_OFFSET_MS;
      expect(path.startsWith(`${hourPath(local)}/`)).toBe(true);
      expect(path).toContain(`-1-${keyTime(local)}-`);
    },
  },
  evaluates(
    "!{timestamp:…} takes the letters of Java's DateTimeFormatter and literals in quotes",
    'D',
    PREFIXES,
    "!{timestamp:'year='yyyy/MMM-EEEE/DDD/hha}/",
    javaLetters,
  ),
  evaluates(
    '!{firehose:random-string} is 11 characters, new at each occurrence',
    'D',
    PREFIXES,
    '!{firehose:random-string}/!{firehose:random-string}/',
    () => /^([A-Za-z0-9]{11})\/(?!\1)[A-Za-z0-9]{11}\/$/,
  ),
  evaluates(
    'A literal prefix gets yyyy/MM/dd/HH/ appended, with no slash put between',
    'C',
    CAPTURED,
    'legacy',
    (ms) => `legacy${hourPath(ms)}/`,
  ),
  evaluates(
    'With any expression nothing is appended',
    'C',
    CAPTURED,
    'x-!{firehose:random-string}-',
    () => /^x-[A-Za-z0-9]{11}-$/,
  ),
  {
    statement: 'The default prefix is yyyy/MM/dd/HH/',
    mark: 'D',
    source: OBJECT_NAMES,
    check: (target) =>
      withDeliveryStream(target, { destination: { Prefix: undefined } }, async (stream) => {
        const putMs = target.now();
        await stream.put('1\n');
        const hours = [hourPath(putMs), hourPath(putMs + HOUR_MS)];
        const key = await eventually(target, async () => {
          const keys = await Promise.all(hours.map((hour) => keysUnder(target, `${hour}/${stream.name}-1-`)));
          return keys.flat()[0];
        });
        expect(key).toMatch(new RegExp(`^\\d{4}/\\d\\d/\\d\\d/\\d\\d/${stream.name}-1-`));
      }),
  },
  {
    statement: '!{firehose:error-output-type} is evaluated in the error prefix',
    mark: 'D',
    source: PREFIXES,
    check: (target) =>
      withDeliveryStream(
        target,
        {
          lambda: {},
          destination: { ErrorOutputPrefix: '{root}errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM}/' },
        },
        async (stream) => {
          await stream.put({ answers: [{ result: 'ProcessingFailed' }] });
          const { objects, errors } = await stream.delivered((seen) => seen.errors.length === 1);
          const arrival = new Date(errors[0]!.arrivalTimestamp as number).toISOString().slice(0, 7).replace('-', '/');
          expect(objects[0]!.key).toContain(`errors/processing-failed/${arrival}/${stream.name}-1-`);
        },
      ),
  },
  {
    statement: 'Records are concatenated as they are',
    mark: 'D',
    source: PREFIXES,
    async check(target) {
      expect(await objectOf(target, {}, 'a', 'b\n', 'c')).toBe('ab\nc');
    },
  },
  {
    statement: 'AppendDelimiterToRecord puts a newline between records, not after the last',
    mark: 'C',
    source: CAPTURED,
    async check(target) {
      expect(await objectOf(target, { processors: [processor('AppendDelimiterToRecord')] }, 'a', 'b', 'c')).toBe(
        'a\nb\nc',
      );
    },
  },
  {
    statement: 'CompressionFormat GZIP makes the extension .gz',
    mark: 'D',
    source: OBJECT_NAMES,
    async check(target) {
      const { object } = await deliverOne(target, { CompressionFormat: 'GZIP' });
      expect(object.key).toMatch(new RegExp(`-${UUID}\\.gz$`));
      expect(object.stored.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    },
  },
  refusedByName({
    statement: 'ZIP, Snappy and HADOOP_SNAPPY make .zip and .snappy (documented: .hsnappy)',
    mark: 'C',
    source: OBJECT_NAMES,
    async refusal(target) {
      const words = (['ZIP', 'Snappy', 'HADOOP_SNAPPY'] as const).map((CompressionFormat) =>
        refusalOf(target, { destination: { CompressionFormat } }),
      );
      return (await Promise.all(words)).join(' ');
    },
    offers: /(.*does not implement the CompressionFormat \w+\. It implements: GZIP, UNCOMPRESSED\.){3}/,
  }),
  {
    statement: "FileExtension replaces the compression's extension",
    mark: 'D',
    source: firehoseApi('ExtendedS3DestinationConfiguration'),
    async check(target) {
      const { object } = await deliverOne(target, { CompressionFormat: 'GZIP', FileExtension: '.jsonl' });
      expect(object.key).toMatch(new RegExp(`-${UUID}\\.jsonl$`));
    },
  },
  {
    statement: "FileExtension is ^\\.[0-9a-z!\\-_.*'()]+ of at most 128 characters",
    mark: 'D',
    source: firehoseApi('ExtendedS3DestinationConfiguration'),
    async check(target) {
      for (const FileExtension of ['json', '.JSON', `.${'a'.repeat(128)}`]) {
        expect(await refusalOf(target, { destination: { FileExtension } })).toMatch(
          /^(InvalidArgument|Validation)Exception/,
        );
      }
      await withDeliveryStream(target, { destination: { FileExtension: ".a!-_.*'()9" } }, async () => {});
    },
  },
];

/** The one object that records become which are put in one call. */
async function objectOf(target: Target, options: DeliveryStreamOptions, ...records: string[]): Promise<string> {
  return withDeliveryStream(target, options, async (stream) => {
    await stream.put(...records);
    const isWhole = ({ objects }: Delivered) => objects.length > 0;
    return (await stream.delivered(isWhole)).objects[0]!.text;
  });
}
