import { eachAtOnce } from './at-once.ts';
import { cutCalls } from './calls.ts';
import { type BatchLimits, callMsMax, callsAtOnce, retryMsFirst, retryMsMax } from './limits.ts';

/** One change in the form that a target takes. */
export interface Entry<Payload> {
  payload: Payload;
  /** What the service counts of it. */
  bytes: number;
  /** Entries with one key arrive in their order. Undefined where the target promises none. */
  key?: string;
}

/** Where entries go. */
export interface Destination<Payload> {
  limits: BatchLimits;
  /**
   * Makes one call. Answers for each payload, in their order: undefined where it was taken, else the service's error code.
   * Throws where the call failed as a whole; the error's name is the code then.
   */
  send(payloads: Payload[], timeoutMs: number): Promise<(string | undefined)[]>;
  /** Error codes that are about what an entry holds: it would be refused again. */
  refusals: ReadonlySet<string>;
}

export type Delivery =
  | { result: 'Sent' }
  /** Not taken so far. */
  | { result: 'Failed'; reason: string }
  /** Never to be taken. */
  | { result: 'Undeliverable'; reason: string };

export interface Deliveries {
  /** One for each entry, in their order. */
  outcomes: Delivery[];
  /** Sends beyond an entry's first. */
  retried: number;
}

export interface Conditions {
  /** Milliseconds; the same clock as `deadlineMs`. */
  now: () => number;
  /** Nothing is sent from then on. */
  deadlineMs: number;
  wait: (ms: number) => Promise<void>;
  /** In [0, 1). */
  random: () => number;
}

/** Entries that must go one after the other. */
interface Lane {
  /** Indices of the entries that are still to be sent. */
  queue: number[];
  /** Failures of the first one, in a row. */
  failures: number;
}

/**
 * Sends entries in as few calls as the service's limits allow. Of each key, one entry is under way at a time, and a failed one
 * holds back those that come after it; all other entries go on meanwhile. Failed entries, and only those, are sent again after
 * a wait. An entry that can never be taken is passed over. Never throws: whatever a call ends with is its entries' outcome.
 */
export async function deliver<Payload>(
  entries: readonly Entry<Payload>[],
  { limits, send, refusals }: Destination<Payload>,
  { now, deadlineMs, wait, random }: Conditions,
): Promise<Deliveries> {
  const outcomes = entries.map(({ bytes }) => (bytes > limits.entryBytesMax ? tooLarge : notSent));
  let retried = 0;
  let ready = lanesOf(entries, outcomes);
  let held: Lane[] = [];
  let resumeAtMs = 0;

  while (ready.length > 0 || held.length > 0) {
    if (ready.length === 0) {
      if (resumeAtMs >= deadlineMs) break;
      await wait(Math.max(0, resumeAtMs - now()));
    }
    if (now() >= deadlineMs) break;
    if (now() >= resumeAtMs) {
      ready.push(...held);
      held = [];
    }
    await sendWave(ready);
    hold(ready.filter(({ failures }) => failures > 0));
    ready = ready.filter(({ failures, queue }) => failures === 0 && queue.length > 0);
  }
  return { outcomes, retried };

  /** All failed lanes wait together: their entries shall share calls again. */
  function hold(lanes: Lane[]): void {
    if (lanes.length === 0) return;
    if (held.length === 0) {
      const failures = Math.max(...lanes.map((lane) => lane.failures));
      resumeAtMs = now() + random() * Math.min(retryMsMax, retryMsFirst * 2 ** (failures - 1));
    }
    held.push(...lanes);
  }

  /** Sends the first entry of each lane. */
  async function sendWave(lanes: Lane[]): Promise<void> {
    const calls = cutCalls(lanes, (lane) => entryOf(lane).bytes, limits);
    await eachAtOnce(calls, callsAtOnce, sendCall);
  }

  async function sendCall(call: Lane[]): Promise<void> {
    const timeoutMs = Math.min(callMsMax, deadlineMs - now());
    if (timeoutMs <= 0) return;
    retried += call.filter(({ failures }) => failures > 0).length;
    const answer = await tryCall(call, timeoutMs);
    if (typeof answer === 'string' && refusals.has(answer) && call.length > 1) {
      // One entry spoils the call. Halves find it, and let the others through.
      const middle = Math.ceil(call.length / 2);
      await sendCall(call.slice(0, middle));
      await sendCall(call.slice(middle));
      return;
    }
    for (const [index, lane] of call.entries()) settle(lane, typeof answer === 'string' ? answer : answer[index]);
  }

  /** The answer for each entry, or the code of a call that failed as a whole. */
  async function tryCall(call: Lane[], timeoutMs: number): Promise<(string | undefined)[] | string> {
    const payloads = call.map((lane) => entryOf(lane).payload);
    try {
      const codes = await send(payloads, timeoutMs);
      return codes.length === payloads.length ? codes : 'AnswerIncomplete';
    } catch (error) {
      return error instanceof Error ? error.name : 'UnknownError';
    }
  }

  function settle(lane: Lane, code: string | undefined): void {
    const isDone = code === undefined || refusals.has(code);
    outcomes[lane.queue[0]!] =
      code === undefined ? sent : { result: isDone ? 'Undeliverable' : 'Failed', reason: code };
    lane.failures = isDone ? 0 : lane.failures + 1;
    if (isDone) lane.queue.shift();
  }

  function entryOf({ queue }: Lane): Entry<Payload> {
    return entries[queue[0]!]!;
  }
}

const sent: Delivery = { result: 'Sent' };
const notSent: Delivery = { result: 'Failed', reason: 'NotSent' };
const tooLarge: Delivery = { result: 'Undeliverable', reason: 'EntryTooLarge' };

/** A lane for each key, and for each entry that has none. */
function lanesOf(entries: readonly Entry<unknown>[], outcomes: readonly Delivery[]): Lane[] {
  const byKey = new Map<string | number, Lane>();
  for (const [index, { key = index }] of entries.entries()) {
    if (outcomes[index] === tooLarge) continue;
    const lane = byKey.get(key);
    if (lane) lane.queue.push(index);
    else byKey.set(key, { queue: [index], failures: 0 });
  }
  return [...byKey.values()];
}
