import { AwsError } from '../../wire/message.ts';
import { batchError, invalidParameter, queryCodeOf } from '../errors.ts';
import { BATCH_ENTRIES_MAX } from '../limits.ts';

/** What a batch operation answers. */
export interface BatchAnswer {
  Successful: Record<string, unknown>[];
  Failed: { Id: string; SenderFault: boolean; Code: string; Message: string }[];
}

/** Checks a batch as a whole; throws SQS's errors. */
export function checkBatch(entries: { Id: string }[]): void {
  if (entries.length === 0) {
    throw batchError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > BATCH_ENTRIES_MAX) {
    const message = `Maximum number of entries per request are ${BATCH_ENTRIES_MAX}. You have sent ${entries.length}.`;
    throw batchError('TooManyEntriesInBatchRequest', message);
  }
  const ids = entries.map(({ Id }) => Id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) throw batchError('BatchEntryIdsNotDistinct', `Id ${twice} repeated.`);
  const odd = ids.find((id) => !/^[\w-]{1,80}$/.test(id));
  if (odd !== undefined) {
    throw invalidParameter(
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
}

/** Works on each entry by itself: what is refused fails alone. */
export function eachEntry<Entry extends { Id: string }>(
  entries: Entry[],
  work: (entry: Entry) => Record<string, unknown>,
): BatchAnswer {
  const answer: BatchAnswer = { Successful: [], Failed: [] };
  for (const entry of entries) {
    try {
      answer.Successful.push({ Id: entry.Id, ...work(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      answer.Failed.push({ Id: entry.Id, SenderFault: true, Code: queryCodeOf(error), Message: error.message });
    }
  }
  return answer;
}
