import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { FirehoseClient } from '@aws-sdk/client-firehose';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Route } from '../../../functions/ddb-fanout/route.ts';
import type { Target } from '../../../functions/ddb-fanout/target.ts';
import { eventBridgeTarget } from '../../../functions/ddb-fanout/targets/event-bridge.ts';
import { firehoseTarget } from '../../../functions/ddb-fanout/targets/firehose.ts';
import { kinesisTarget } from '../../../functions/ddb-fanout/targets/kinesis.ts';
import { snsTarget } from '../../../functions/ddb-fanout/targets/sns.ts';
import { sqsTarget } from '../../../functions/ddb-fanout/targets/sqs.ts';
import type { FakeClock } from '../../support/fake-clock.ts';

/** What goes wrong at one target. Probabilities of one call or entry. */
export interface Faults {
  throttle: number;
  callFails: number;
  /** The call is done, its answer does not arrive. */
  answerLost: number;
  /** The call takes all the time it is given, and may be done. */
  hangs: number;
  /** The call never ends, whatever time it is given. */
  stuck: number;
  /** From when to when nothing answers, milliseconds of the clock. */
  down: [fromMs: number, toMs: number];
  /** Sequence numbers that are refused for what they hold. */
  poison: Set<string>;
  /** Whether one of those spoils its whole call. */
  poisonSpoilsCall: boolean;
}

export const noFaults: Faults = {
  throttle: 0,
  callFails: 0,
  answerLost: 0,
  hangs: 0,
  stuck: 0,
  down: [0, 0],
  poison: new Set(),
  poisonSpoilsCall: false,
};

export interface Accepted {
  sequenceNumber: string;
  /** The whole of what was sent: a repeat must be the same. */
  text: string;
  key: string | undefined;
}

/** A service as it stands through all invocations of a run. */
export interface SimulatedTarget {
  route: Route;
  faults: Faults;
  /** In the order of arrival, repeats too. */
  accepted: Accepted[];
  /** The product's own target, but for the call and smaller limits. `acknowledged` hears what the function knows was taken. */
  connect(process: Process, acknowledged: (sequenceNumber: string) => void): Target<unknown>;
}

/** The process of one invocation. When it is dead, nothing of it goes on. */
export interface Process {
  alive: boolean;
  /** Called before each call. It may kill. */
  beforeCall(): void;
}

const never = () => new Promise<never>(() => {});
const failure = (name: string) => Object.assign(new Error(name), { name });

export function createSimulatedTarget(
  route: Route,
  given: Faults,
  clock: FakeClock,
  random: () => number,
): SimulatedTarget {
  const real = realTarget(route);
  const accepted: Accepted[] = [];
  const chance = (probability: number) => probability > 0 && random() < probability;
  const poisonCode = [...real.refusals][0] ?? 'InvalidArgumentException';
  const sleep = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));

  return {
    route,
    faults: given,
    accepted,
    connect(process, acknowledged) {
      const { faults } = this;
      const sequenceNumbers = new Map<unknown, Accepted>();

      function take(payloads: unknown[]): (string | undefined)[] {
        return payloads.map((payload) => {
          const entry = sequenceNumbers.get(payload)!;
          if (faults.poison.has(entry.sequenceNumber)) return poisonCode;
          if (chance(faults.throttle)) return 'ThrottlingException';
          accepted.push(entry);
          return undefined;
        });
      }

      async function send(payloads: unknown[], timeoutMs: number): Promise<(string | undefined)[]> {
        if (process.alive) process.beforeCall();
        if (!process.alive) return never();
        const latencyMs = 1 + random() * 20;
        if (clock.now() >= faults.down[0] && clock.now() < faults.down[1]) {
          await sleep(latencyMs);
          throw failure('ECONNREFUSED');
        }
        if (chance(faults.stuck)) return never();
        if (chance(faults.hangs)) {
          if (chance(0.5)) take(payloads);
          await sleep(timeoutMs);
          throw failure('TimeoutError');
        }
        await sleep(Math.min(latencyMs, timeoutMs));
        if (!process.alive) return never();
        if (chance(faults.callFails)) throw failure('ServiceUnavailable');
        const isPoison = (payload: unknown) => faults.poison.has(sequenceNumbers.get(payload)!.sequenceNumber);
        if (faults.poisonSpoilsCall && payloads.some(isPoison)) throw failure(poisonCode);
        const codes = take(payloads);
        if (chance(faults.answerLost)) throw failure('ECONNRESET');
        for (const [index, payload] of payloads.entries()) {
          if (codes[index] === undefined) acknowledged(sequenceNumbers.get(payload)!.sequenceNumber);
        }
        return codes;
      }

      return {
        ...real,
        limits: smallLimits,
        send,
        entryOf(change) {
          const entry = real.entryOf(change);
          const { sequenceNumber } = change;
          sequenceNumbers.set(entry.payload, { sequenceNumber, text: textOf(entry.payload), key: entry.key });
          return entry;
        },
      };
    },
  };
}

/** All of a payload, bytes read as text. */
function textOf(payload: unknown): string {
  const { Data, ...others } = payload as { Data?: Buffer };
  return JSON.stringify({ ...others, ...(Data && { Data: Data.toString() }) });
}

/** So small that a batch takes several calls, and an item of a few KB is too large. */
export const smallLimits = { entriesMax: 4, entryBytesMax: 8_000, callBytesMax: 12_000 };

/** With a client that is never used. */
function realTarget({ target }: Route): Target<unknown> {
  switch (target.kind) {
    case 'event-bridge':
      return eventBridgeTarget({} as EventBridgeClient, 'bus', target) as Target<unknown>;
    case 'sns':
      return snsTarget({} as SNSClient, 'topic', target) as Target<unknown>;
    case 'sqs':
    case 'sqs-fifo':
      return sqsTarget({} as SQSClient, 'queue', target) as Target<unknown>;
    case 'kinesis':
      return kinesisTarget({} as KinesisClient, 'stream', target) as Target<unknown>;
    case 'firehose':
      return firehoseTarget({} as FirehoseClient, 'delivery-stream', target) as Target<unknown>;
  }
}
