import type { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { describe, expect, it } from 'vitest';
import { createFirehoseRecordSink } from '../../../functions/dlq-reprocessor/firehose-record-sink.ts';

const records = ['a', 'b', 'c'].map((text) => Buffer.from(text));

function put(answer: unknown) {
  const commands: PutRecordBatchCommand[] = [];
  const client = {
    send: async (command: PutRecordBatchCommand) => {
      commands.push(command);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  return { answered: createFirehoseRecordSink(client as never).putBatch('twin', records), commands };
}

const failure = (name: string, httpStatusCode?: number) =>
  Object.assign(new Error('why'), { name, ...(httpStatusCode && { $metadata: { httpStatusCode } }) });

describe('a batch for Firehose', () => {
  it('names the delivery stream and holds the records as they are', async () => {
    const { commands, answered } = put({ FailedPutCount: 0, RequestResponses: records.map(() => ({ RecordId: 'x' })) });
    expect(await answered).toEqual({ outcome: 'answered', refused: new Map() });
    expect(commands[0]!.input).toEqual({ DeliveryStreamName: 'twin', Records: records.map((Data) => ({ Data })) });
  });

  it('is accepted record by record', async () => {
    const refused = { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' };
    const { answered } = put({ FailedPutCount: 1, RequestResponses: [{ RecordId: 'x' }, refused, { RecordId: 'z' }] });
    const refusal = { code: 'ServiceUnavailableException', message: 'Slow down.' };
    expect(await answered).toEqual({ outcome: 'answered', refused: new Map([[1, refusal]]) });
  });

  it('is not accepted where the answer says nothing of a record', async () => {
    const { answered } = put({ FailedPutCount: 0, RequestResponses: [{ RecordId: 'x' }] });
    expect(await answered).toMatchObject({ outcome: 'answered', refused: { size: 2 } });
  });

  it.each([
    ['throttled', failure('ServiceUnavailableException', 503)],
    ['throttled', failure('ThrottlingException', 400)],
    ['throttled', failure('Whatever', 429)],
    ['refused', failure('ResourceNotFoundException', 400)],
    ['refused', failure('AccessDeniedException', 400)],
    ['refused', failure('InvalidArgumentException', 400)],
    ['refused', failure('InvalidKMSResourceException', 400)],
    ['unknown', failure('InternalFailure', 500)],
    ['unknown', failure('TimeoutError')],
    ['unknown', failure('Error')],
  ])('is %s by %s', async (outcome, error) => {
    const { answered } = put(error);
    expect(await answered).toEqual({ outcome, refusal: { code: error.name, message: 'why' } });
  });
});
