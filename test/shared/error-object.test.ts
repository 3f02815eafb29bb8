import { describe, expect, it } from 'vitest';
import { parseErrorRecord } from '../../shared/error-object.ts';

const parse = (value: unknown) =>
  parseErrorRecord(
    Buffer.isBuffer(value) ? value : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  );

const lambdaArn = 'arn:aws:lambda:us-east-1:000000000000:function:tributary-dev-firehose-transform:$LATEST';
const rawData = 'eyJhIjoxfQ==';
const times = { arrivalTimestamp: 1_783_951_200_123, attemptEndingTimestamp: 1_783_951_260_456 };
const read = { attemptsMade: 4, ...times, rawData };

describe('an error record', () => {
  it.each([
    [
      'a processing failure as documented',
      { attemptsMade: 4, ...times, errorCode: 'Lambda.FunctionError', errorMessage: 'no', rawData, lambdaArn },
      { ...read, errorCode: 'Lambda.FunctionError', errorMessage: 'no', lambdaArn },
    ],
    [
      'a processing failure as captured, rawData first and lambdaARN last',
      {
        rawData,
        errorCode: 'Lambda.FunctionError',
        errorMessage: 'no',
        attemptsMade: 4,
        ...times,
        lambdaARN: lambdaArn,
      },
      { ...read, errorCode: 'Lambda.FunctionError', errorMessage: 'no', lambdaArn },
    ],
    ...(['lastError', 'error', 'Error'] as const).map((spelling): [string, object, object] => [
      `a format conversion failure with ${spelling}Code`,
      {
        attemptsMade: 1,
        ...times,
        [`${spelling}Code`]: 'DataFormatConversion.ParseError',
        [`${spelling}Message`]: 'bad',
        rawData,
        sequenceNumber: '4965',
        subSequenceNumber: 0,
        dataCatalogTable: {
          catalogId: null,
          databaseName: 'd',
          tableName: 't',
          region: 'r',
          versionId: 'LATEST',
          catalogArn: null,
        },
      },
      {
        ...read,
        attemptsMade: 1,
        errorCode: 'DataFormatConversion.ParseError',
        errorMessage: 'bad',
        sequenceNumber: '4965',
      },
    ]),
    [
      'a record without its sequence number',
      {
        ...times,
        lastErrorCode: 'DataFormatConversion.MalformedData',
        rawData,
        sequenceNumber: null,
        subSequenceNumber: null,
      },
      { ...times, rawData, errorCode: 'DataFormatConversion.MalformedData' },
    ],
    [
      'a partitioning failure',
      {
        attemptsMade: 1,
        ...times,
        errorCode: 'DynamicPartitioning.MetadataExtractionFailed',
        errorMessage: 'none',
        rawData,
      },
      { ...read, attemptsMade: 1, errorCode: 'DynamicPartitioning.MetadataExtractionFailed', errorMessage: 'none' },
    ],
    [
      'an overflow of active partitions, with fields that nobody has seen yet',
      {
        ...times,
        errorCode: 'DynamicPartitioning.ActivePartitionLimitExceeded',
        rawData,
        partitions: [500],
        constructor: 1,
      },
      { ...times, rawData, errorCode: 'DynamicPartitioning.ActivePartitionLimitExceeded' },
    ],
    ['a record that names no code', { ...times, rawData }, { ...times, rawData, errorCode: 'Unknown' }],
    ['an empty record', { ...times, errorCode: 'x', rawData: '' }, { ...times, errorCode: 'x', rawData: '' }],
  ])('is read from %s', (_what, line, record) => {
    expect(parse(line)).toEqual({ ok: true, record });
  });

  it.each([
    ['rawData', { arrivalTimestamp: 1 }],
    ['rawData', { arrivalTimestamp: 1, rawData: 7 }],
    ['arrivalTimestamp', { rawData }],
    ['arrivalTimestamp', { rawData, arrivalTimestamp: '1783951200123' }],
    ['arrivalTimestamp', { rawData, arrivalTimestamp: 1.5 }],
    ['arrivalTimestamp', { rawData, arrivalTimestamp: -1 }],
    ['arrivalTimestamp', { rawData, arrivalTimestamp: 253_402_300_800_000 }],
    ['errorCode', { rawData, arrivalTimestamp: 1, errorCode: 5 }],
  ])('is refused for its %s: %j', (path, line) => {
    expect(parse(line)).toEqual({ ok: false, path });
  });

  it.each(['', 'null', '[]', '7', '{"rawData":', 'x', `${JSON.stringify({ ...times, rawData })}x`])(
    'is not read from %j',
    (line) => {
      expect(parse(line)).toEqual({ ok: false });
    },
  );

  it('is not read from invalid UTF-8, which decoding would change', () => {
    const bytes = Buffer.from(JSON.stringify({ ...times, rawData, errorMessage: '#' }));
    bytes[bytes.indexOf('#')] = 0xff;
    expect(parse(bytes)).toEqual({ ok: false });
  });

  it('is read beside JSON of 100,000 levels', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(parse(`{"deep":${deep},"rawData":"","arrivalTimestamp":1}`)).toMatchObject({ ok: true });
  });
});
