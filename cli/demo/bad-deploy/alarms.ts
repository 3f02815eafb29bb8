import { setTimeout as delay } from 'node:timers/promises';
import type { StackEvent } from '../../../local/services.ts';
import type { LocalStack } from '../../../local/stack.ts';
import { type Progress, UserError } from '../../output.ts';
import { deliveryStreamsOf } from '../../proof/delivery-streams.ts';

/** Longest wait for an alarm, real milliseconds. */
const WAIT_MS_MAX = 180_000;
const LOOK_EVERY_MS = 50;

/** The alarms of each delivery stream that an operator sees in the hour: one rings while records fail, the other while they wait. */
const KINDS = ['processing-failed', 'error-objects-waiting'];

/** What the alarms did, told by the stack's events; most of them ring for a minute of its clock only. */
export function createAlarmWatch() {
  const rang = new Set<string>();
  return {
    rang,
    hear(event: StackEvent): void {
      if (event.type === 'alarm' && event.to === 'ALARM') rang.add(event.alarmName);
    },
    /** Waits until all of them have rung. Throws {@link UserError} after three minutes. */
    async untilRung(stack: WatchedStack, progress: Progress): Promise<void> {
      const waiting = () => watched(stack).filter(({ alarmName }) => !rang.has(alarmName));
      await until(() => waiting().length === 0, 'ring', waiting, progress);
    },
    /** Waits until all of them are OK. Throws {@link UserError} after three minutes. */
    async untilOver(stack: WatchedStack, progress: Progress): Promise<void> {
      const waiting = () => watched(stack).filter(({ state }) => state !== 'OK');
      await until(() => waiting().length === 0, 'be over', waiting, progress);
    },
  };
}

type WatchedStack = Pick<LocalStack, 'cloudwatch' | 'resources'>;

export type AlarmWatch = ReturnType<typeof createAlarmWatch>;

/** Other things have alarms of these kinds too, such as the fan-out, to which nothing happens in this hour. */
function watched(stack: WatchedStack) {
  const endings = deliveryStreamsOf(stack).flatMap(({ shortName }) => KINDS.map((kind) => `-${shortName}-${kind}`));
  return stack.cloudwatch.alarms().filter(({ alarmName }) => endings.some((ending) => alarmName.endsWith(ending)));
}

async function until(
  isSo: () => boolean,
  what: string,
  waiting: () => { alarmName: string }[],
  progress: Progress,
): Promise<void> {
  const giveUpMs = performance.now() + WAIT_MS_MAX;
  while (!isSo()) {
    const names = waiting().map(({ alarmName }) => alarmName);
    if (performance.now() > giveUpMs) {
      throw new UserError(`Waited ${WAIT_MS_MAX / 1000} s in vain for these alarms to ${what}: ${names.join(', ')}.`);
    }
    progress.update(`waiting for ${names.length} ${names.length === 1 ? 'alarm' : 'alarms'} to ${what} …`);
    await delay(LOOK_EVERY_MS);
  }
}
