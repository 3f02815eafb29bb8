import { type BatchAnswer, createFanOut } from '../../../functions/ddb-fanout/fan-out.ts';
import { createLane, type Lane } from '../../../functions/ddb-fanout/lane.ts';
import { sequenceNumberOf } from '../../../shared/stream-record.ts';
import { everyTarget, readStreamFailure } from '../../../shared/stream-record-failure.ts';
import type { FakeClock } from '../../support/fake-clock.ts';
import { type MappingSettings, runMapping, type ShardRecord } from './simulated-mapping.ts';
import { noFaults, type Process, type SimulatedTarget } from './simulated-target.ts';

/** The function's timeout. */
export const timeoutMs = 60_000;
/** A target without faults has a batch within this, whatever the others do. */
const healthyMsMax = 1_500;
/** How the world ends an invocation. Any other end is the product's own mistake. */
const endings = ['Runtime.ExitError', 'Sandbox.Timedout'];

/** Breaks the product on purpose, so that a test can see the simulation notice. */
export interface Mutant {
  lane?: (lane: Lane) => Lane;
  answer?: (answer: BatchAnswer, records: unknown[]) => BatchAnswer;
  /** The failure destination loses what it takes. */
  forgets?: boolean;
}

export interface World {
  clock: FakeClock;
  random: () => number;
  shard: readonly ShardRecord[];
  targets: readonly SimulatedTarget[];
  settings: MappingSettings;
  /** Names of the targets that a record is for; `everyTarget` where it cannot be read. */
  targetsOf: (record: unknown) => string[];
  /** Asked before each call: whether the process dies instead. */
  crashes?: () => boolean;
  /** Asked before each write to the failure destination. */
  storeFails?: () => boolean;
  mutant?: Mutant;
}

export interface Outcome {
  invocations: number;
  crashes: number;
  /** What the function put to the failure destination: sequence numbers by target. */
  undeliverable: Map<string, Set<string>>;
  /** What the mapping gave up. */
  discarded: Set<string>;
  /** How long after its creation the shard passed each record, milliseconds. */
  delays: Map<ShardRecord, number>;
}

/** Lets a shard run through the fan-out until its end. Throws where an invocation breaks a promise; the message says which. */
export async function runWorld(world: World): Promise<Outcome> {
  const { clock, shard, targets, settings, mutant = {} } = world;
  const outcome: Outcome = {
    invocations: 0,
    crashes: 0,
    undeliverable: new Map(),
    discarded: new Set(),
    delays: new Map(),
  };
  let brokenBy: Error | undefined;
  let isOver = false;

  function broken(why: string): never {
    brokenBy ??= new Error(why);
    throw brokenBy;
  }

  async function invoke(records: unknown[]): Promise<BatchAnswer> {
    outcome.invocations += 1;
    const names = [...targets.map(({ route }) => route.name), everyTarget];
    const done = new Map(names.map((name): [string, Set<string>] => [name, new Set()]));
    const ending = Promise.withResolvers<never>();
    const process = startProcess(ending.reject);
    const fanOut = createFanOut({
      lanes: connect(process, done),
      store: { put: (key, body) => store(key, body, process, done) },
      now: clock.now,
      wait: (ms) => new Promise((resolve) => clock.after(ms, () => process.alive && resolve())),
      random: world.random,
    });
    const cancelTimeout = clock.after(timeoutMs, () => {
      process.alive = false;
      ending.reject(new Error('Sandbox.Timedout'));
    });
    const invocation = { functionArn: 'arn', requestId: 'r', remainingMs: timeoutMs };
    try {
      const told = await Promise.race([fanOut({ Records: records }, invocation), ending.promise]);
      const answer = mutant.answer?.(told.answer, records) ?? told.answer;
      checkAnswer(answer, records, done);
      return answer;
    } catch (error) {
      const { message } = error as Error;
      if (!endings.includes(message)) broken(message);
      throw error;
    } finally {
      cancelTimeout();
    }
  }

  function startProcess(end: (reason: Error) => void): Process {
    const process: Process = {
      alive: true,
      beforeCall() {
        if (!world.crashes?.()) return;
        process.alive = false;
        outcome.crashes += 1;
        end(new Error('Runtime.ExitError'));
      },
    };
    return process;
  }

  function connect(process: Process, done: Map<string, Set<string>>): Lane[] {
    const beganMs = clock.now();
    return targets.map((simulated) => {
      const { route, faults } = simulated;
      const target = simulated.connect(process, (sequenceNumber) => {
        done.get(route.name)!.add(sequenceNumber);
        const isSlow = clock.now() - beganMs > healthyMsMax;
        if (isSlow && faults === noFaults) broken(`${route.name} was slowed down by another target`);
      });
      const lane = createLane(route, target);
      return mutant.lane?.(lane) ?? lane;
    });
  }

  async function store(key: string, body: string, process: Process, done: Map<string, Set<string>>): Promise<void> {
    if (!process.alive) return new Promise<never>(() => {});
    if (world.storeFails?.()) throw new Error('SlowDown');
    const read = readStreamFailure(body);
    if (!read.ok || !key.startsWith('aws/lambda/')) broken('the failure destination got what nobody reads');
    const { target = everyTarget, records } = read.failure;
    const sequenceNumber = sequenceNumberOf(records[0])!;
    done.get(target)!.add(sequenceNumber);
    if (mutant.forgets) return;
    outcome.undeliverable.set(target, (outcome.undeliverable.get(target) ?? new Set()).add(sequenceNumber));
  }

  /** Exactly what the function does not know to be done has failed, and the lowest of it is the answer. */
  function checkAnswer({ batchItemFailures }: BatchAnswer, records: unknown[], done: Map<string, Set<string>>): void {
    const isDone = (record: unknown) =>
      world.targetsOf(record).every((name) => done.get(name)!.has(sequenceNumberOf(record)!));
    const expected = records.filter((record) => !isDone(record)).slice(0, 1);
    const answered = JSON.stringify(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const right = JSON.stringify(expected.map(sequenceNumberOf));
    if (answered !== right) broken(`answers ${answered} instead of ${right}`);
  }

  const running = runMapping({
    settings,
    shard,
    clock,
    invoke,
    discard(records) {
      for (const record of records) outcome.discarded.add(sequenceNumberOf(record)!);
    },
    passed: (record) => outcome.delays.set(record, clock.now() - record.createdMs),
  });
  void running.then(() => {
    isOver = true;
  });
  await clock.advance(24 * 3_600_000);
  if (brokenBy) throw brokenBy;
  if (!isOver) broken('the shard is blocked for ever');
  return outcome;
}
