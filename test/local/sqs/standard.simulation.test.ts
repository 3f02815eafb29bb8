import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRandom } from '../../../local/random.ts';
import { createQueue, type Queue, type Received } from '../../../local/sqs/queue.ts';
import { openQueueState } from '../../../local/sqs/queue-state.ts';
import { parseQueue } from '../../../local/sqs/settings.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 60);
const FIRST_SEED = Number(process.env.SIMULATION_FIRST_SEED ?? 1);
const RETENTION_MS = 600_000;

interface Known {
  sentMs: number;
  /** Not to be received before. */
  visibleMs: number;
  received: number;
}

/** Bursts, delays, receivers that forget, retention and restarts over many small segments, against a list in memory. */
async function simulate(seed: number, directory: string): Promise<{ sent: number; violations: string[] }> {
  const random = createRandom(seed);
  const upTo = (max: number) => Math.floor(random() * (max + 1));
  const clock = createFakeClock(1_700_000_000_000);
  const violations: string[] = [];
  const model = new Map<string, Known>();
  const settings = parseQueue({ QueueName: 'jobs', MessageRetentionPeriod: RETENTION_MS / 1000 });
  let ids = 0;
  const start = (): Queue =>
    createQueue({
      settings,
      clock,
      newId: () => `message-${++ids}`,
      state: openQueueState({ directory, isFifo: false, nowMs: clock.now, segmentBytes: 300 + 150 * (seed % 20) }),
      moveToDeadLetters: () => false,
      onChange: () => {},
    });
  let queue = start();
  let held: (Received & { untilMs: number })[] = [];
  let sent = 0;

  const expire = (): void => {
    for (const [body, { sentMs }] of model) if (sentMs + RETENTION_MS <= clock.now()) model.delete(body);
  };
  const send = (): void => {
    for (let left = upTo(8); left >= 0; left -= 1) {
      const body = `${sent++}:${'é'.repeat(random() < 0.02 ? 90_000 : upTo(40))}`;
      const delayMs = random() < 0.15 ? 1000 * (1 + upTo(100)) : 0;
      queue.send({ body, delayMs, attributes: { size: { DataType: 'Number', StringValue: String(body.length) } } });
      model.set(body, { sentMs: clock.now(), visibleMs: clock.now() + delayMs, received: 0 });
    }
  };
  const receive = async (): Promise<void> => {
    expire();
    const visible = [...model].filter(([, { visibleMs }]) => visibleMs <= clock.now());
    const max = 1 + upTo(9);
    const timeoutMs = 1000 * upTo(60);
    const received = await queue.receive({ max, visibilityTimeoutMs: timeoutMs });
    if (received.length !== Math.min(max, visible.length)) {
      violations.push(`${received.length} came of ${visible.length}, ${max} at most`);
    }
    for (const { message } of received) {
      const known = model.get(message.body);
      if (!known || known.visibleMs > clock.now()) {
        violations.push(`${message.body.slice(0, 9)} came and should not`);
        continue;
      }
      if (message.receiveCount !== known.received + 1) violations.push(`${message.id} came as ${message.receiveCount}`);
      if (message.attributes.size?.StringValue !== String(message.body.length)) violations.push('others’ attributes');
      Object.assign(known, { visibleMs: clock.now() + timeoutMs, received: message.receiveCount });
    }
    // Of those that nobody had yet and that were not delayed, none is passed over.
    const fresh = received.filter(({ message }) => message.receiveCount === 1).map(({ message }) => message.id);
    const numbers = fresh.map((id) => Number(id.slice('message-'.length)));
    if (
      numbers.some((number, at) => at > 0 && number < numbers[at - 1]!) &&
      !visible.some(([, one]) => one.sentMs < one.visibleMs)
    ) {
      violations.push(`${fresh} is not the order of sending`);
    }
    held.push(...received.map((one) => ({ ...one, untilMs: clock.now() + timeoutMs })));
  };
  const settle = (): void => {
    const [one] = held.splice(upTo(Math.max(0, held.length - 1)), 1);
    if (!one || random() < 0.1) return;
    queue.delete(one.receiptHandle);
    model.delete(one.message.body);
  };
  const count = (): void => {
    expire();
    const { visible, inFlight, delayed, ageOfOldestMs } = queue.counts();
    const hidden = [...model.values()].filter(({ visibleMs }) => visibleMs > clock.now());
    const flying = hidden.filter(({ received }) => received > 0).length;
    const expected = [model.size - hidden.length, flying, hidden.length - flying];
    if (String([visible, inFlight, delayed]) !== String(expected)) {
      violations.push(`counts ${[visible, inFlight, delayed]} in place of ${expected}`);
    }
    const [oldest] = model.values();
    const age = oldest ? clock.now() - oldest.sentMs : 0;
    if (ageOfOldestMs !== age) violations.push(`the oldest is ${ageOfOldestMs} ms old in place of ${age}`);
  };

  for (let step = 0; step < 200; step += 1) {
    const chance = random();
    if (chance < 0.25) send();
    else if (chance < 0.5) await receive();
    else if (chance < 0.8) settle();
    else if (chance < 0.88) count();
    else if (chance < 0.94) {
      queue.close();
      queue = start();
    } else await clock.advance(upTo(random() < 0.1 ? 400_000 : 30_000));
  }
  held = [];
  for (let turn = 0; turn < 1000 && model.size > 0; turn += 1) {
    await clock.advance(10_000);
    await receive();
    while (held.length > 0) settle();
  }
  count();
  // What is gone leaves the disk, but for the segment that is written to.
  const files = readdirSync(directory).filter((name) => name.endsWith('.messages'));
  if (files.length > 1) violations.push(`${files.length} segments of an empty queue`);
  queue.close();
  return { sent, violations };
}

it(`a standard queue loses nothing and makes nothing up (${SEEDS} seeds)`, { timeout: 60_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-standard-'));
  let sent = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
    const life = await simulate(seed, join(directory, String(seed)));
    expect(life.violations, `SIMULATION_FIRST_SEED=${seed} SIMULATION_SEEDS=1 shows this again`).toEqual([]);
    sent += life.sent;
  }
  rmSync(directory, { recursive: true, force: true });
  console.log(`${SEEDS} seeds, ${sent} messages`);
});
