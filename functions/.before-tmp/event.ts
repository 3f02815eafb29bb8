import { sequenceNumberOf } from '../../shared/stream-record.ts';

/** What the function is invoked with: a batch of stream records, or records that are to be told again. */
export interface FanOutEvent {
  Records: unknown[];
  /** Names of the only targets that are told. Lambda's event source mapping does not know it; who sends records again does. */
  targets?: string[];
}

/**
 * Throws on what no event source mapping sends: a record without sequence number could not be named in the answer. Lambda then
 * tries the batch again and puts it to the failure destination, so that nothing is lost by it.
 */
export function assertFanOutEvent(event: unknown, targetNames: readonly string[]): asserts event is FanOutEvent {
  const { Records: records, targets } = (event ?? {}) as { Records?: unknown; targets?: unknown };
  if (!Array.isArray(records)) throw notAnEvent('Records is not an array. Samples are in test/events/ddb-fanout/');
  const index = records.findIndex((record) => sequenceNumberOf(record) === undefined);
  if (index !== -1) throw notAnEvent(`Records[${index}].dynamodb.SequenceNumber is not a string of digits`);
  if (targets === undefined) return;
  // An empty list would tell nobody, and call that a success.
  if (!Array.isArray(targets) || targets.length === 0 || !targets.every((name) => targetNames.includes(name))) {
    throw notAnEvent(`targets must list some of ${targetNames.join(', ')}`);
  }
}

function notAnEvent(why: string): TypeError {
  return new TypeError(`Not an event for ddb-fanout: ${why}.`);
}
