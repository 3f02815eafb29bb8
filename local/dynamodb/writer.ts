import { AwsError } from '../wire/message.ts';
import type { Change, Image } from './change.ts';
import { storedImage } from './change.ts';
import type { BatchOperation, Database } from './dynalite.ts';
import { createStage, type Stage, type StagedWrite } from './stage.ts';

/** A request that writes: the items it may touch, and what it decides once it sees them. */
export interface WriteRequest<Output> {
  itemKeys: string[];
  /** Runs while nothing else can change the items. What it throws refuses the request, and nothing of it is written. */
  decide(stage: Stage): Output;
}

export interface Writer {
  submit<Output>(request: WriteRequest<Output>): Promise<Output>;
  /** Cleans up behind what arrived late. */
  nudge(): void;
  /** Finishes what has been submitted. */
  close(): Promise<void>;
}

/** What happens around a batch. */
export interface WriterHooks {
  /** True while the changes that wait for a stream leave no room for more. */
  isOverloaded(): boolean;
  changesOf(writes: StagedWrite[]): Change[];
  /** What is written in the same batch as the items. */
  beside(writes: StagedWrite[], changes: Change[]): BatchOperation[];
  /** Called when the batch is on disk. */
  written(writes: StagedWrite[]): void;
  /** Called when a request is refused for want of room. */
  throttled(itemKeys: string[]): void;
  /** What can be deleted by now; called once per batch, and once more when nothing else is left to do. */
  leftovers(): BatchOperation[];
}

interface Job {
  request: WriteRequest<unknown>;
  settle(outcome: { output: unknown } | { error: unknown }): void;
}

/** How many items one batch takes on, so that one answer does not wait for thousands of others. */
const GROUP_ITEMS_MAX = 500;

/**
 * The only writer of items. Requests that have come in by the time the last batch is on disk make the next one: their items are
 * read at once, each request decides upon what the ones before it left, and all of it is one LevelDB batch with the changes beside
 * the items. So there is nothing to lock, the images of an item's changes follow one upon the other, and a transaction is atomic.
 */
export function createWriter(database: Database, hooks: WriterHooks): Writer {
  const jobs: Job[] = [];
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    for (;;) {
      if (jobs.length === 0) await new Promise(setImmediate);
      if (jobs.length > 0) {
        await writeGroup(takeGroup(jobs));
        continue;
      }
      const leftovers = hooks.leftovers();
      if (leftovers.length === 0) return;
      // What cannot be deleted now is found again at the next start.
      await database.batch(leftovers).catch(() => {});
    }
  }

  async function writeGroup(group: Job[]): Promise<void> {
    const outcomes = new Map<Job, { output: unknown } | { error: unknown }>();
    try {
      const current = await readItems(database, group);
      const stages = group.map((job) => decide(job, current, outcomes));
      const writes = stages.flatMap((stage) => stage?.writes ?? []);
      const changes = hooks.changesOf(writes);
      const operations = stages.flatMap((stage) => stage?.operations ?? []);
      operations.push(...hooks.beside(writes, changes), ...hooks.leftovers());
      if (operations.length > 0) await database.batch(operations);
      hooks.written(writes);
    } catch (error) {
      for (const job of group) outcomes.set(job, { error });
    }
    for (const job of group) job.settle(outcomes.get(job)!);
  }

  function start(): void {
    working ??= work().finally(() => {
      working = undefined;
      if (jobs.length > 0) start();
    });
  }

  return {
    submit<Output>(request: WriteRequest<Output>) {
      if (hooks.isOverloaded()) {
        hooks.throttled(request.itemKeys);
        return Promise.reject(overloaded());
      }
      return new Promise<Output>((resolve, reject) => {
        const settle: Job['settle'] = (outcome) =>
          'error' in outcome ? reject(outcome.error) : resolve(outcome.output as Output);
        jobs.push({ request, settle });
        start();
      });
    },
    nudge: start,
    async close() {
      while (working) await working;
    },
  };
}

function takeGroup(jobs: Job[]): Job[] {
  let items = 0;
  const end = jobs.findIndex(({ request }, index) => {
    items += request.itemKeys.length;
    return index > 0 && items > GROUP_ITEMS_MAX;
  });
  return jobs.splice(0, end < 0 ? jobs.length : end);
}

async function readItems(database: Database, group: Job[]): Promise<Map<string, Image | undefined>> {
  const keys = [...new Set(group.flatMap(({ request }) => request.itemKeys))];
  const texts = await database.getMany(keys, { valueEncoding: 'utf8' });
  return new Map(keys.map((key, index) => [key, texts[index] === undefined ? undefined : storedImage(texts[index])]));
}

/** Runs one request upon the current items and, when it is not refused, makes what it wrote the current items. */
function decide(
  job: Job,
  current: Map<string, Image | undefined>,
  outcomes: Map<Job, { output: unknown } | { error: unknown }>,
): Stage | undefined {
  const stage = createStage(current);
  try {
    outcomes.set(job, { output: job.request.decide(stage) });
  } catch (error) {
    outcomes.set(job, { error });
    return undefined;
  }
  for (const { itemKey, now } of stage.writes) current.set(itemKey, now);
  return stage;
}

function overloaded(): AwsError {
  return new AwsError(
    'com.amazon.coral.availability#ThrottlingException',
    'The changes of this table wait for its Kinesis stream, and there is no room for more.',
  );
}
