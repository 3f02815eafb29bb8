import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRandom } from '../../../local/random.ts';
import { createQueue, type Queue, type Received } from '../../../local/sqs/queue.ts';
import { openQueueState } from '../../../local/sqs/queue-state.ts';
import { parseQueue } from '../../../local/sqs/settings.ts';
import type { Message } from '../../../local/sqs/types.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { arnOf } from './support.ts';

const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 60);
const FIRST_SEED = Number(process.env.SIMULATION_FIRST_SEED ?? 1);

/** Senders that repeat themselves, receivers that forget, crash and dawdle, restarts: what the rules of a FIFO queue say must hold. */
async function simulate(seed: number, directory: string): Promise<{ sent: number; violations: string[] }> {
  const random = createRandom(seed);
  const upTo = (max: number) => Math.floor(random() * (max + 1));
  const clock = createFakeClock();
  const violations: string[] = [];
  const dead: Message[] = [];
  /** By group, in order: what is sent and neither deleted nor dead. */
  const open = new Map<string, string[]>();
  const done = new Set<string>();
  let sent = 0;
  let ids = 0;
  const settings = parseQueue({
    QueueName: 'orders.fifo',
    FifoQueue: true,
    RedrivePolicy: { deadLetterTargetArn: arnOf('dead.fifo'), maxReceiveCount: 6 },
  });
  const close = (body: string, group: string): void => {
    const bodies = open.get(group)!;
    if (bodies[0] !== body) violations.push(`${body} left before ${bodies[0]}`);
    bodies.splice(bodies.indexOf(body), 1);
    done.add(body);
  };
  const start = (): Queue => {
    return createQueue({
      settings,
      clock,
      newId: () => `message-${++ids}`,
      // Few messages fill a segment: most lives spill over many.
      state: openQueueState({
        directory: join(directory, String(seed)),
        isFifo: true,
        nowMs: clock.now,
        segmentBytes: 200 + 100 * (seed % 20),
      }),
      moveToDeadLetters(message) {
        dead.push(message);
        close(message.body, message.groupId!);
        return true;
      },
      onChange: () => {},
    });
  };
  let queue = start();
  const held: (Received & { untilMs: number })[] = [];

  const send = (): void => {
    const group = `group-${upTo(3)}`;
    const body = `${group}:${sent}`;
    queue.send({ body, groupId: group, deduplicationId: body });
    if (random() < 0.2) queue.send({ body: 'a repeat', groupId: group, deduplicationId: body });
    open.set(group, [...(open.get(group) ?? []), body]);
    sent += 1;
  };
  const receive = async (): Promise<void> => {
    const inFlight = new Set(held.filter(({ untilMs }) => untilMs > clock.now()).map(({ message }) => message.groupId));
    const timeoutMs = 1000 * (1 + upTo(60));
    const received = await queue.receive({ max: 1 + upTo(9), visibilityTimeoutMs: timeoutMs });
    for (const [group, ofGroup] of Map.groupBy(received, ({ message }) => message.groupId!)) {
      const bodies = ofGroup.map(({ message }) => message.body);
      if (inFlight.has(group)) violations.push(`${bodies} came while others of ${group} were in flight`);
      const expected = open.get(group)!.slice(0, bodies.length);
      if (bodies.join() !== expected.join()) violations.push(`${bodies} came in place of ${expected}`);
    }
    held.push(...received.map((one) => ({ ...one, untilMs: clock.now() + timeoutMs })));
  };
  const settle = (): void => {
    // A receiver works off the messages of a group in order.
    const [first] = held;
    if (!first) return;
    held.shift();
    if (first.untilMs <= clock.now()) {
      const late = () => queue.delete(first.receiptHandle);
      // What has left the queue meanwhile, as a dead letter or deleted by another receiver, can be deleted again without effect.
      if (done.has(first.message.body)) expect(late).not.toThrow();
      else expect(late).toThrow(/expired/);
      return;
    }
    if (open.get(first.message.groupId!)![0] !== first.message.body || random() < 0.2) return;
    queue.delete(first.receiptHandle);
    close(first.message.body, first.message.groupId!);
  };

  for (let step = 0; step < 150; step += 1) {
    const chance = random();
    if (chance < 0.3) send();
    else if (chance < 0.55) await receive();
    else if (chance < 0.9) settle();
    else if (chance < 0.95) {
      queue.close();
      queue = start();
    } else await clock.advance(upTo(40_000));
  }
  for (let turn = 0; turn < 500 && done.size < sent; turn += 1) {
    await clock.advance(61_000);
    held.length = 0;
    await receive();
    while (held.length > 0) settle();
  }
  if (done.size < sent) violations.push(`${sent - done.size} of ${sent} messages never came`);
  queue.close();
  return { sent, violations };
}

it(`a FIFO queue keeps its promises, whoever fails (${SEEDS} seeds)`, { timeout: 60_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-fifo-'));
  let sent = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
    const life = await simulate(seed, directory);
    expect(life.violations, `SIMULATION_FIRST_SEED=${seed} SIMULATION_SEEDS=1 shows this again`).toEqual([]);
    sent += life.sent;
  }
  rmSync(directory, { recursive: true, force: true });
  console.log(`${SEEDS} seeds, ${sent} messages`);
});
