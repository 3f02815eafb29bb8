import { readStreamRecord, type StreamChange, sequenceNumberOf } from '../../shared/stream-record.ts';
import { everyTarget } from '../../shared/stream-record-failure.ts';
import type { FanOutReport } from '../../shared/stream-record-metrics.ts';
import type { Conditions, Deliveries } from './deliver.ts';
import { assertFanOutEvent } from './event.ts';
import type { FailureStore } from './failure-store.ts';
import type { Lane } from './lane.ts';
import { stopSendingBeforeMs, stopStoringBeforeMs } from './limits.ts';
import { startFailureGroups } from './report.ts';
import { storeUndeliverable } from './undeliverable.ts';

export interface FanOutOptions extends Pick<Conditions, 'now' | 'wait' | 'random'> {
  lanes: readonly Lane[];
  store: FailureStore;
}

export interface Invocation {
  functionArn: string;
  requestId: string;
  /** Time until Lambda ends the function, milliseconds. */
  remainingMs: number;
}

/**
 * What an event source mapping reads: from which record on the batch is to be told again, or nothing.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/** What is known of one record of the batch, and of where it should have gone. */
interface Told {
  /** Index in the batch. */
  index: number;
  /** Name of a target. */
  target: string;
  outcome: Deliveries['outcomes'][number];
}

/**
 * Makes the function that tells a batch of changes to all who want to know. Targets are told side by side, and none waits for
 * another. A change is done with where each of them took it, or where the failure destination holds what it will never take.
 * Throws only on an event that is none, see {@link assertFanOutEvent}.
 */
export function createFanOut({ lanes, store, now, wait, random }: FanOutOptions) {
  const names = lanes.map(({ name }) => name);

  return async (event: unknown, invocation: Invocation): Promise<{ answer: BatchAnswer; report: FanOutReport }> => {
    assertFanOutEvent(event, names);
    const { Records: records, targets = names } = event;
    const endMs = now() + invocation.remainingMs;
    const { changes, unreadable } = readRecords(records);

    const conditions: Conditions = { now, wait, random, deadlineMs: endMs - stopSendingBeforeMs };
    const told = await Promise.all(
      lanes.filter(({ name }) => targets.includes(name)).map((lane) => tell(lane, changes, conditions)),
    );
    const all = [...unreadable, ...told.flatMap((lane) => lane.told)];
    await storeAll(all, records, invocation, endMs - stopStoringBeforeMs);
    return { answer: answerOf(all, records), report: reportOf(records, unreadable, told) };
  };

  /** Puts to the failure destination what is undeliverable. What cannot be put there has failed. */
  async function storeAll(
    all: readonly Told[],
    records: readonly unknown[],
    invocation: Invocation,
    deadlineMs: number,
  ) {
    const lost = all.filter(({ outcome }) => outcome.result === 'Undeliverable').sort((a, b) => a.index - b.index);
    const undeliverable = lost.map(({ index, target, outcome }) => ({
      record: records[index],
      target,
      reason: outcome.result === 'Undeliverable' ? outcome.reason : '',
    }));
    const stored = await storeUndeliverable(undeliverable, store, { ...invocation, now, deadlineMs });
    for (const [place, told] of lost.entries()) {
      if (!stored[place]) told.outcome = { result: 'Failed', reason: 'NotStored' };
    }
  }
}

interface ReadRecords {
  changes: { index: number; change: StreamChange }[];
  unreadable: Told[];
}

function readRecords(records: readonly unknown[]): ReadRecords {
  const read: ReadRecords = { changes: [], unreadable: [] };
  for (const [index, record] of records.entries()) {
    const outcome = readStreamRecord(record);
    if (outcome.ok) read.changes.push({ index, change: outcome.change });
    else {
      const { reason } = outcome;
      read.unreadable.push({ index, target: everyTarget, outcome: { result: 'Undeliverable', reason } });
    }
  }
  return read;
}

interface ToldLane {
  target: string;
  told: Told[];
  retried: number;
}

async function tell(lane: Lane, changes: ReadRecords['changes'], conditions: Conditions): Promise<ToldLane> {
  const wanted = changes.filter(({ change }) => lane.wants(change));
  const { outcomes, retried } = await lane.deliver(
    wanted.map(({ change }) => change),
    conditions,
  );
  const told = wanted.map(({ index }, place) => ({ index, target: lane.name, outcome: outcomes[place]! }));
  return { target: lane.name, told, retried };
}

/** The lowest sequence number of what failed. The batch is told again from there on, to every target. */
function answerOf(all: readonly Told[], records: readonly unknown[]): BatchAnswer {
  let lowest: bigint | undefined;
  for (const { index, outcome } of all) {
    if (outcome.result !== 'Failed') continue;
    const number = BigInt(sequenceNumberOf(records[index])!);
    if (lowest === undefined || number < lowest) lowest = number;
  }
  if (lowest === undefined) return { batchItemFailures: [] };
  const first = records.find((record) => BigInt(sequenceNumberOf(record)!) === lowest);
  return { batchItemFailures: [{ itemIdentifier: sequenceNumberOf(first)! }] };
}

function reportOf(records: readonly unknown[], unreadable: readonly Told[], told: readonly ToldLane[]): FanOutReport {
  return {
    counts: { Received: records.length, Unreadable: unreadable.length },
    failures: failuresOf(unreadable, records),
    targets: told.map(({ target, told, retried }) => {
      const count = (result: string) => told.filter(({ outcome }) => outcome.result === result).length;
      return {
        target,
        counts: {
          Sent: count('Sent'),
          Failed: count('Failed'),
          Retried: retried,
          Undeliverable: count('Undeliverable'),
        },
        failures: failuresOf(told, records),
      };
    }),
  };
}

function failuresOf(told: readonly Told[], records: readonly unknown[]): FanOutReport['failures'] {
  const failures = startFailureGroups();
  for (const { index, outcome } of told) {
    if (outcome.result !== 'Sent') failures.add(outcome.result, outcome.reason, sequenceNumberOf(records[index])!);
  }
  return failures.groups;
}
