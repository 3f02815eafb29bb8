import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { PutAnswer, RecordSink, Refusal } from './record-sink.ts';

/** Whole calls that Firehose turns away for now. https://docs.aws.amazon.com/firehose/latest/APIReference/CommonErrors.html */
const throttlingCodes = [
  'ServiceUnavailableException',
  'ServiceUnavailable',
  'ThrottlingException',
  'LimitExceededException',
  'RequestLimitExceeded',
];

/**
 * Delivery streams through Firehose's API. The client must not repeat calls by itself (`maxAttempts: 1`): whoever repeats one has
 * to count what may be there twice.
 *
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function createFirehoseRecordSink(client: Pick<FirehoseClient, 'send'>): RecordSink {
  return {
    async putBatch(deliveryStream, records) {
      const command = new PutRecordBatchCommand({
        DeliveryStreamName: deliveryStream,
        Records: records.map((Data) => ({ Data })),
      });
      try {
        const { RequestResponses = [] } = await client.send(command);
        return { outcome: 'answered', refused: refusedOf(RequestResponses, records.length) };
      } catch (error) {
        return answerOf(error);
      }
    },
  };
}

/** An entry is accepted if it has a `RecordId`, whatever `FailedPutCount` says; one that is not in the answer is not. */
function refusedOf(
  responses: { RecordId?: string | undefined; ErrorCode?: string | undefined; ErrorMessage?: string | undefined }[],
  records: number,
): Map<number, Refusal> {
  const refused = new Map<number, Refusal>();
  for (let index = 0; index < records; index += 1) {
    const { RecordId, ErrorCode = 'Unknown', ErrorMessage = 'Firehose says nothing more.' } = responses[index] ?? {};
    if (RecordId === undefined) refused.set(index, { code: ErrorCode, message: ErrorMessage });
  }
  return refused;
}

function answerOf(error: unknown): PutAnswer {
  if (!(error instanceof Error)) throw error;
  const refusal = { code: error.name, message: error.message };
  if (throttlingCodes.includes(error.name)) return { outcome: 'throttled', refusal };
  const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
  if (httpStatusCode === 429) return { outcome: 'throttled', refusal };
  const isClientError = httpStatusCode !== undefined && httpStatusCode >= 400 && httpStatusCode < 500;
  return { outcome: isClientError ? 'refused' : 'unknown', refusal };
}
