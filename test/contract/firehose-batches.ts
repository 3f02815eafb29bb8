import { GetObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { type ErrorObject, keysUnder } from './delivered.ts';
import { type DeliveryStreamOptions, withDeliveryStream } from './delivery-stream.ts';
import { CAPTURED, FAILURE_HANDLING, TRANSFORMATION } from './pages.ts';
import { openQuestion, type Row } from './row.ts';
import type { Target } from './target.ts';

/** Sends a record that decides about its whole batch, with a good one beside it; both fail. */
async function failures(
  target: Target,
  record: object,
  lambda: DeliveryStreamOptions['lambda'] = {},
): Promise<ErrorObject[]> {
  return withDeliveryStream(target, { lambda }, async (stream) => {
    await stream.put({ id: 'good' }, record);
    const { rows, errors } = await stream.delivered((seen) => seen.rows.length + seen.errors.length >= 2);
    expect(rows).toEqual([]);
    return errors;
  });
}

async function attemptsOf(target: Target, record: object, lambda: DeliveryStreamOptions['lambda']): Promise<number> {
  const errors = await failures(target, record, lambda);
  const [attempts, ...others] = new Set(errors.map(({ attemptsMade }) => attemptsMade as number));
  expect(others).toEqual([]);
  return attempts!;
}

const FUNCTION_ERROR = {
  errorCode: 'Lambda.FunctionError',
  errorMessage: 'The Lambda function was successfully invoked but it returned an error result.',
};

export const firehoseBatchRows: Row[] = [
  {
    statement:
      'A function error fails the batch with Lambda.FunctionError, after 3 more tries by default: attemptsMade 4',
    mark: 'C',
    source: CAPTURED,
    async check(target) {
      const errors = await failures(target, { whole: 'throw' });
      expect(errors).toMatchObject([
        { ...FUNCTION_ERROR, attemptsMade: 4 },
        { ...FUNCTION_ERROR, attemptsMade: 4 },
      ]);
    },
  },
  {
    statement: 'NumberOfRetries counts the tries after the first: 1 makes 2 attempts, 0 makes 1',
    mark: 'C',
    source: FAILURE_HANDLING,
    async check(target) {
      expect(await attemptsOf(target, { whole: 'throw' }, { NumberOfRetries: '1' })).toBe(2);
      expect(await attemptsOf(target, { whole: 'throw' }, { NumberOfRetries: '0' })).toBe(1);
    },
  },
  openQuestion({
    statement:
      'A timeout is Lambda.FunctionError (captured in 2026) or Lambda.FunctionTimedOut (captured before), and is retried',
    source: CAPTURED,
    behaviours: [
      ['Lambda.FunctionError', {}],
      ['Lambda.FunctionTimedOut', { behaviour: { timeout: 'Lambda.FunctionTimedOut' } }],
    ],
    async observe(target) {
      const errors = await failures(target, { whole: 'hang' }, { NumberOfRetries: '1' });
      const [{ errorCode, errorMessage, attemptsMade }] = errors as [ErrorObject];
      expect(attemptsMade).toBe(2);
      if (errorCode === 'Lambda.FunctionError') expect(errorMessage).toBe(FUNCTION_ERROR.errorMessage);
      else {
        expect(errorMessage).toBe(
          'The Lambda function invocation timed out. Increase the Timeout setting in the Lambda function.',
        );
      }
      return errorCode as 'Lambda.FunctionError' | 'Lambda.FunctionTimedOut';
    },
  }),
  {
    statement: 'Each try has a fresh invocationId and the same recordIds',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      withDeliveryStream(
        target,
        { lambda: { LambdaArn: target.slowTransformArn, NumberOfRetries: '2' } },
        async (stream) => {
          const journal = { bucket: target.bucket, prefix: `${stream.root}journal/` };
          await stream.put({ whole: 'throw', journal });
          await stream.delivered(({ errors }) => errors.length === 1);
          const tries = await readJournal(target, journal.prefix);
          expect(tries).toHaveLength(3);
          expect(new Set(tries.map(({ invocationId }) => invocationId)).size).toBe(3);
          expect(new Set(tries.map(({ recordId }) => recordId)).size).toBe(1);
        },
      ),
  },
  {
    statement: 'An answer that is well received but wrongly shaped is not retried: attemptsMade 1',
    mark: 'C',
    source: CAPTURED,
    async check(target) {
      expect(await attemptsOf(target, { whole: 'list' }, { NumberOfRetries: '3' })).toBe(1);
      expect(await attemptsOf(target, { answers: [{ result: 'Fine', data: '' }] }, { NumberOfRetries: '3' })).toBe(1);
    },
  },
  {
    statement: 'An invalid result value fails the whole batch',
    mark: 'C',
    source: CAPTURED,
    async check(target) {
      const errors = await failures(target, { answers: [{ result: 'Fine', data: '' }] });
      expect(errors).toHaveLength(2);
    },
  },
  openQuestion({
    statement: 'The errorCode of an invalid result value is not known',
    source: CAPTURED,
    isUnknown: true,
    behaviours: [
      ['Lambda.JsonProcessingException', {}],
      ['Lambda.FunctionError', { behaviour: { invalidResult: 'Lambda.FunctionError' } }],
    ],
    async observe(target) {
      const errors = await failures(target, { answers: [{ result: 'Fine', data: '' }] });
      expect(new Set(errors.map(({ errorCode }) => errorCode)).size).toBe(1);
      return errors[0]!.errorCode as 'Lambda.JsonProcessingException' | 'Lambda.FunctionError';
    },
  }),
  {
    statement: 'Invalid base64 fails the batch with Lambda.FunctionError',
    mark: 'C',
    source: CAPTURED,
    async check(target) {
      const errors = await failures(target, { answers: [{ result: 'Ok', base64: '?no base64?' }] });
      expect(errors).toMatchObject([FUNCTION_ERROR, FUNCTION_ERROR]);
    },
  },
  {
    statement: 'An answer over 6 MB fails the batch with Lambda.FunctionError',
    mark: 'C',
    source: CAPTURED,
    async check(target) {
      const errors = await failures(target, { whole: 'oversized' }, { NumberOfRetries: '0' });
      expect(errors).toMatchObject([FUNCTION_ERROR, FUNCTION_ERROR]);
    },
  },
  openQuestion({
    statement:
      'An answer that is no JSON object is Lambda.JsonProcessingException (documented) or Lambda.MissingRecordId (captured)',
    source: 'https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html',
    behaviours: [
      ['Lambda.JsonProcessingException', {}],
      ['Lambda.MissingRecordId', { behaviour: { answerIsNoObject: 'Lambda.MissingRecordId' } }],
    ],
    async observe(target) {
      const errors = await failures(target, { whole: 'text' });
      expect(new Set(errors.map(({ errorCode }) => errorCode)).size).toBe(1);
      return errors[0]!.errorCode as 'Lambda.JsonProcessingException' | 'Lambda.MissingRecordId';
    },
  }),
  {
    statement: 'A function that is not there is Lambda.ResourceNotFound (one of the other codes seen)',
    mark: 'C',
    source: CAPTURED,
    async check(target) {
      const errors = await failures(
        target,
        { id: 'any' },
        { LambdaArn: `${target.transformArn}-gone`, NumberOfRetries: '0' },
      );
      expect(errors.map(({ errorCode }) => errorCode)).toEqual(['Lambda.ResourceNotFound', 'Lambda.ResourceNotFound']);
    },
  },
  {
    statement: 'A function may run for 5 minutes at most, however long its own timeout is',
    mark: 'D',
    source: TRANSFORMATION,
    async check(target) {
      // Functions take real time, also where the clock is accelerated: there the limit is made short instead.
      const { shown, hangMs } = target.configured
        ? { shown: await target.configured({ invocationMsMax: 500 }), hangMs: 2_000 }
        : { shown: target, hangMs: 6 * 60_000 };
      const lambda = { LambdaArn: target.slowTransformArn, NumberOfRetries: '0' };
      const [error] = await failures(shown, { whole: 'hang', hangMs }, lambda);
      expect(['Lambda.FunctionTimedOut', 'Lambda.FunctionError']).toContain(error!.errorCode);
    },
  },
];

async function readJournal(
  { s3, bucket, ...target }: Target,
  prefix: string,
): Promise<{ invocationId: string; recordId: string }[]> {
  const keys = await keysUnder({ ...target, s3, bucket }, prefix);
  return Promise.all(
    keys.map(async (Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      return JSON.parse(await Body!.transformToString());
    }),
  );
}
