import { describe, expect, it } from 'vitest';
import { DEFAULT_BEHAVIOUR, type UnknownBehaviour } from '../../../local/firehose/options.ts';
import { type InputRecord, type Outcome, recordIdOf } from '../../../local/firehose/record.ts';
import { judgeAnswer } from '../../../local/firehose/verdicts.ts';

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:transform';
const records: InputRecord[] = ['a', 'b', 'c'].map((text, at) => ({
  recordId: recordIdOf(`4964${at}`, 0),
  data: Buffer.from(text),
  arrivalMs: at,
}));
const [first, second, third] = records.map(({ recordId }) => recordId) as [string, string, string];
const ok = (recordId: string, data: unknown = 'eA==', more: object = {}) => ({ recordId, result: 'Ok', data, ...more });
const keys = (partitionKeys: unknown) => ({ metadata: { partitionKeys } });
const all = [ok(first), ok(second), ok(third)];

interface Options {
  lambdaKeys?: string[];
  behaviour?: Partial<UnknownBehaviour>;
}

function judge(answer: unknown, { lambdaKeys, behaviour }: Options = {}) {
  const payload = Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
  const context = { lambdaArn: LAMBDA, lambdaKeys, behaviour: { ...DEFAULT_BEHAVIOUR, ...behaviour } };
  return judgeAnswer(records, payload, context, 1);
}

/** One word per record: what became of it. */
function words(answer: unknown, options: Options = {}): string[] | string {
  const verdict = judge(answer, options);
  if (verdict.kind === 'batch') return verdict.code;
  return verdict.outcomes.map((outcome: Outcome) => {
    if (outcome.kind === 'ok') return outcome.data.toString();
    return outcome.kind === 'dropped' ? 'dropped' : outcome.failure.code;
  });
}

const MISSING = 'Lambda.MissingRecordId';
const TWICE = 'Lambda.DuplicatedRecordId';

/** Each row a statement of the contract: how well it is known, what it says, an answer, and what it means. */
const TABLE: [mark: string, statement: string, answer: unknown, meaning: string[] | string, options?: Options][] = [
  [
    'C',
    'records are matched by id, whatever their order',
    { records: [ok(third, 'Yw=='), ok(first, 'YQ=='), ok(second, 'Yg==')] },
    ['a', 'b', 'c'],
  ],
  ['C', 'unknown ids are ignored', { records: [...all, ok('nobody')] }, ['x', 'x', 'x']],
  ['C', 'only the missing ids fail', { records: [ok(first), ok(third)] }, ['x', MISSING, 'x']],
  ['C', 'no records at all: all are missing', { records: [] }, [MISSING, MISSING, MISSING]],
  ['C', 'an id that comes twice fails that record', { records: [...all, ok(second)] }, ['x', TWICE, 'x']],
  [
    '?',
    'an id that comes twice can fail the batch',
    { records: [...all, ok(second)] },
    TWICE,
    { behaviour: { duplicateRecordId: 'batch' } },
  ],
  [
    'C',
    'ProcessingFailed fails the record, with or without data',
    {
      records: [
        ok(first),
        { recordId: second, result: 'ProcessingFailed' },
        { recordId: third, result: 'ProcessingFailed', data: 'eA==' },
      ],
    },
    ['x', 'Lambda.ProcessingFailedStatus', 'Lambda.ProcessingFailedStatus'],
  ],
  [
    'C',
    'Ok with null data fails the record',
    { records: [ok(first, null), { recordId: second, result: 'Ok' }, ok(third)] },
    ['Lambda.InvalidReturnFormat', 'Lambda.InvalidReturnFormat', 'x'],
  ],
  [
    'D',
    'Dropped needs no data',
    { records: [{ recordId: first, result: 'Dropped' }, ok(second), ok(third)] },
    ['dropped', 'x', 'x'],
  ],
  ['C', 'empty data is data', { records: [ok(first, ''), ok(second), ok(third)] }, ['', 'x', 'x']],
  [
    'C',
    'an unknown result fails the batch',
    { records: [ok(first), ok(second), { recordId: third, result: 'Fine', data: 'eA==' }] },
    'Lambda.JsonProcessingException',
  ],
  [
    'C',
    'a result in another case is unknown',
    { records: [ok(first), ok(second), { recordId: third, result: 'OK', data: 'eA==' }] },
    'Lambda.JsonProcessingException',
  ],
  [
    'C',
    'invalid base64 is a function error',
    { records: [ok(first), ok(second), ok(third, '*')] },
    'Lambda.FunctionError',
  ],
  [
    'C',
    'base64 without padding is invalid',
    { records: [ok(first), ok(second), ok(third, 'eA')] },
    'Lambda.FunctionError',
  ],
  [
    'C',
    'base64 of the URL alphabet is invalid',
    { records: [ok(first), ok(second), ok(third, '-_-_')] },
    'Lambda.FunctionError',
  ],
  [
    'C',
    'base64 with white space is invalid',
    { records: [ok(first), ok(second), ok(third, 'eA= =')] },
    'Lambda.FunctionError',
  ],
  ['?', 'null is no answer', 'null', 'Lambda.JsonProcessingException'],
  ['?', 'text is no answer', '"done"', 'Lambda.JsonProcessingException'],
  ['?', 'no JSON is no answer', 'done', 'Lambda.JsonProcessingException'],
  ['?', 'no JSON can be missing ids', 'done', MISSING, { behaviour: { answerIsNoObject: MISSING } }],
  ['C', 'an answer without records misses all ids', {}, [MISSING, MISSING, MISSING]],
  ...(
    [
      ['a structure', '{"toString":1}'],
      ['a list too deep to print', '['.repeat(20_000) + ']'.repeat(20_000)],
      ['a number', '7'],
      ['null', 'null'],
    ] as const
  ).map(([what, recordId]): (typeof PARTITIONED)[number] => [
    '?',
    `an id that is ${what} fails the batch`,
    JSON.stringify({ records: [...all, ok('ID')] }).replace('"ID"', recordId),
    'Lambda.JsonProcessingException',
  ]),
  ['?', 'records that are no list are no answer', { records: {} }, 'Lambda.JsonProcessingException'],
];

const PARTITIONED: typeof TABLE = [
  [
    'C',
    'a null partition key fails the record',
    {
      records: [
        ok(first, 'eA==', keys({ live: null })),
        ok(second, 'eA==', keys({ live: 'l' })),
        ok(third, 'eA==', keys({ live: 'l' })),
      ],
    },
    ['DynamicPartitioning.MetadataExtractionFailed', 'x', 'x'],
  ],
  [
    'C',
    'an empty partition key fails the record',
    {
      records: [
        ok(first, 'eA==', keys({ live: '' })),
        ok(second, 'eA==', keys({ live: 'l' })),
        ok(third, 'eA==', keys({ live: 'l' })),
      ],
    },
    ['DynamicPartitioning.MetadataExtractionFailed', 'x', 'x'],
  ],
  [
    'C',
    'a partition key that is not there fails the record',
    { records: [ok(first, 'eA==', keys({ other: 'o' })), ok(second), ok(third, 'eA==', keys({ live: 'l' }))] },
    ['DynamicPartitioning.MetadataExtractionFailed', 'DynamicPartitioning.MetadataExtractionFailed', 'x'],
  ],
  [
    'C',
    'Dropped needs no partition key',
    {
      records: [
        { recordId: first, result: 'Dropped' },
        ok(second, 'eA==', keys({ live: 'l' })),
        ok(third, 'eA==', keys({ live: 'l' })),
      ],
    },
    ['dropped', 'x', 'x'],
  ],
  [
    '?',
    'numbers become text',
    {
      records: [
        ok(first, 'eA==', keys({ live: 7 })),
        ok(second, 'eA==', keys({ live: true })),
        ok(third, 'eA==', keys({ live: 'l' })),
      ],
    },
    ['x', 'x', 'x'],
  ],
  [
    '?',
    'structures are no partition keys',
    { records: [ok(first, 'eA==', keys({ live: {} })), ok(second), ok(third)] },
    'Lambda.JsonProcessingException',
  ],
];

describe("the meaning of a transform's answer", () => {
  it.each(TABLE)('(%s) %s', (_mark, _statement, answer, meaning, options) => {
    expect(words(answer, options)).toEqual(meaning);
  });

  it.each(PARTITIONED)('with dynamic partitioning: (%s) %s', (_mark, _statement, answer, meaning) => {
    expect(words(answer, { lambdaKeys: ['live'] })).toEqual(meaning);
  });

  it('does not look at metadata without dynamic partitioning', () => {
    expect(words({ records: [ok(first, 'eA==', keys({ live: null })), ok(second), ok(third)] })).toEqual([
      'x',
      'x',
      'x',
    ]);
  });

  it("gives each failure AWS's message and the transform's ARN", () => {
    const verdict = judge({ records: [{ recordId: first, result: 'ProcessingFailed' }, ok(second, null)] });
    if (verdict.kind === 'batch') throw new Error(verdict.code);
    const failures = verdict.outcomes.map((outcome) => (outcome.kind === 'failed' ? outcome.failure : undefined));
    expect(failures).toEqual([
      {
        outputType: 'processing-failed',
        code: 'Lambda.ProcessingFailedStatus',
        message: 'ProcessingFailed status set for record',
        lambdaArn: LAMBDA,
        attemptsMade: 1,
      },
      {
        outputType: 'processing-failed',
        code: 'Lambda.InvalidReturnFormat',
        message:
          'The data field cannot be null when the SourceType is DirectPut or KinesisStreamAsSource and processing result is Ok. The value field cannot be null when the SourceType is MSKAsSource and processing result is Ok.',
        lambdaArn: LAMBDA,
        attemptsMade: 1,
      },
      {
        outputType: 'processing-failed',
        code: 'Lambda.MissingRecordId',
        message:
          'One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.',
        lambdaArn: LAMBDA,
        attemptsMade: 1,
      },
    ]);
  });

  it('keeps binary data as it is', () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, at) => at));
    const verdict = judge({ records: [ok(first, bytes.toString('base64')), ok(second), ok(third)] });
    if (verdict.kind === 'batch' || verdict.outcomes[0]?.kind !== 'ok') throw new Error('not ok');
    expect(verdict.outcomes[0].data.equals(bytes)).toBe(true);
  });
});
