import { expect } from 'vitest';
import type { ErrorObject } from './delivered.ts';
import { withDeliveryStream } from './delivery-stream.ts';
import { CAPTURED, STATUS_MODEL } from './pages.ts';
import { openQuestion, type Row } from './row.ts';
import type { Target } from './target.ts';

interface Verdict {
  code: string;
  message: string;
}

/** Sends a record between two good ones, all in one batch; what the good ones become is told by their ids. */
async function between(target: Target, record: object): Promise<{ delivered: string[]; errors: ErrorObject[] }> {
  return withDeliveryStream(target, { lambda: {} }, async (stream) => {
    await stream.put({ id: 'first' }, { id: 'scripted', ...record }, { id: 'last' });
    const { rows, errors } = await stream.delivered((seen) => seen.rows.length + seen.errors.length >= 3);
    return { delivered: rows.map((row) => JSON.parse(row).id as string).sort(), errors };
  });
}

/** The scripted record fails with the verdict, alone. */
const failsAlone = (statement: string, record: object, { code, message }: Verdict): Row => ({
  statement: `${statement}: ${code}, that record alone`,
  mark: 'C',
  source: CAPTURED,
  async check(target) {
    const { delivered, errors } = await between(target, record);
    expect(delivered).toEqual(['first', 'last']);
    expect(errors).toMatchObject([{ errorCode: code, errorMessage: message }]);
  },
});

const DUPLICATED: Verdict = {
  code: 'Lambda.DuplicatedRecordId',
  message:
    'Multiple records were returned with the same record Id. Ensure that the Lambda function returns a unique record Id for each record.',
};
const twice = {
  answers: [
    { result: 'Ok', data: 'one\n' },
    { result: 'Ok', data: 'two\n' },
  ],
};

export const firehoseVerdictRows: Row[] = [
  {
    statement: 'Answers are matched by recordId; their order is irrelevant',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      withDeliveryStream(target, { lambda: {} }, async (stream) => {
        await stream.put(
          { id: 1, order: 'reversed', answers: [{ result: 'Ok', data: 'one\n' }] },
          { id: 2, answers: [{ result: 'ProcessingFailed' }] },
          { id: 3, answers: [{ result: 'Ok', data: 'three\n' }] },
        );
        const { rows, errors } = await stream.delivered((seen) => seen.rows.length + seen.errors.length >= 3);
        expect(rows).toEqual(['one', 'three']);
        expect(errors.map(({ rawData }) => JSON.parse(Buffer.from(rawData, 'base64').toString()).id)).toEqual([2]);
      }),
  },
  {
    statement: 'An answer with an unknown recordId is ignored',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      withDeliveryStream(target, { lambda: {} }, async (stream) => {
        const own = { result: 'Ok', data: 'own\n' };
        await stream.put({ answers: [{ result: 'Ok', data: 'stranger\n', recordId: 'of-no-record' }, own] });
        const { rows, errors } = await stream.delivered((seen) => seen.rows.length > 0);
        expect({ rows, errors }).toEqual({ rows: ['own'], errors: [] });
      }),
  },
  failsAlone(
    'A recordId is missing',
    { answers: [] },
    {
      code: 'Lambda.MissingRecordId',
      message:
        'One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.',
    },
  ),
  openQuestion({
    statement: 'A recordId is answered twice: Lambda.DuplicatedRecordId for the record or for the batch',
    source: CAPTURED,
    behaviours: [
      ['record', {}],
      ['batch', { behaviour: { duplicateRecordId: 'batch' } }],
    ],
    async observe(target): Promise<'record' | 'batch'> {
      const { errors } = await between(target, twice);
      for (const error of errors)
        expect(error).toMatchObject({ errorCode: DUPLICATED.code, errorMessage: DUPLICATED.message });
      return errors.length === 1 ? 'record' : 'batch';
    },
  }),
  failsAlone(
    'ProcessingFailed',
    { answers: [{ result: 'ProcessingFailed' }] },
    {
      code: 'Lambda.ProcessingFailedStatus',
      message: 'ProcessingFailed status set for record',
    },
  ),
  failsAlone(
    'Ok with null data',
    { answers: [{ result: 'Ok', data: null }] },
    {
      code: 'Lambda.InvalidReturnFormat',
      message:
        'The data field cannot be null when the SourceType is DirectPut or KinesisStreamAsSource and processing result is Ok. The value field cannot be null when the SourceType is MSKAsSource and processing result is Ok.',
    },
  ),
  ...(['null', 'empty'] as const).map(
    (kind): Row => ({
      statement: `A partition key is ${kind}: DynamicPartitioning.MetadataExtractionFailed, that record alone`,
      mark: 'C',
      source: CAPTURED,
      check: (target) =>
        withDeliveryStream(
          target,
          { lambda: {}, partitioned: true, destination: { Prefix: '{root}data/!{partitionKeyFromLambda:key}/' } },
          async (stream) => {
            await stream.put(
              { id: 'good', keys: { key: 'a' } },
              { id: 'bad', keys: { key: kind === 'null' ? null : '' } },
            );
            const { rows, errors } = await stream.delivered((seen) => seen.rows.length + seen.errors.length >= 2);
            expect(rows.map((row) => JSON.parse(row).id)).toEqual(['good']);
            expect(errors).toMatchObject([
              {
                errorCode: 'DynamicPartitioning.MetadataExtractionFailed',
                errorMessage: 'partitionKeys values must not be null or empty',
              },
            ]);
          },
        ),
    }),
  ),
  {
    statement: 'Dropped leaves no trace and needs no data',
    mark: 'C',
    source: STATUS_MODEL,
    check: (target) =>
      withDeliveryStream(target, { lambda: {} }, async (stream) => {
        await stream.put({ answers: [{ result: 'Dropped' }] }, { answers: [{ result: 'Dropped', data: null }] });
        // Later than all that the dropped ones could have left: its own batch, its own object.
        await stream.put({ id: 'later' });
        const { rows, errors, objects } = await stream.delivered((seen) => seen.rows.length > 0);
        expect(rows).toHaveLength(1);
        expect(errors).toEqual([]);
        expect(objects).toHaveLength(1);
      }),
  },
];
