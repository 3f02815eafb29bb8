import type { Clock } from '../clock.ts';
import type { AlarmDefinition } from './alarm-definition.ts';
import { type AlarmState, EXTRA_PERIODS, evaluate, explain } from './evaluate.ts';
import { ALARM_HISTORY_MAX, BUCKET_MS } from './limits.ts';
import { gridEndingAt, runQuery } from './metric-query.ts';
import type { MetricStore } from './metric-store.ts';

/** An alarm that entered another state. */
export interface AlarmChange {
  alarmName: string;
  from: AlarmState;
  to: AlarmState;
  reason: string;
  /** Milliseconds since the epoch. */
  timestamp: number;
  /** ARNs that AWS would tell. */
  actions: string[];
}

export interface AlarmStatus {
  alarmName: string;
  state: AlarmState;
  reason: string;
  /** When the state was entered, ms. */
  since: number;
  /** The last {@link ALARM_HISTORY_MAX} changes, oldest first. */
  history: AlarmChange[];
  definition: AlarmDefinition;
}

export interface Alarms {
  /** Adds an alarm, or changes the one of that name, which then begins anew. */
  put(definition: AlarmDefinition): void;
  get(alarmName: string): AlarmStatus | undefined;
  list(): AlarmStatus[];
  /** For tests of what an alarm sets off: it lasts until the next evaluation. False when there is no such alarm. */
  setState(alarmName: string, state: AlarmState, reason: string): boolean;
  /** Looks at every alarm's last periods, the last of which ends at `endMs`. */
  evaluateAt(endMs: number): void;
  close(): void;
}

/**
 * Keeps the states of alarms. They are evaluated once a minute of the clock, over windows that slide with it, as CloudWatch
 * does with alarms of a minute or more.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function createAlarms(clock: Clock, store: MetricStore, onAlarm: (change: AlarmChange) => void): Alarms {
  const all = new Map<string, AlarmStatus>();

  function enter(alarm: AlarmStatus, to: AlarmState, reason: string): void {
    if (to === alarm.state) return;
    const change = {
      alarmName: alarm.alarmName,
      from: alarm.state,
      to,
      reason,
      timestamp: clock.now(),
      actions: alarm.definition.actions[to],
    };
    Object.assign(alarm, { state: to, reason, since: change.timestamp });
    alarm.history.push(change);
    if (alarm.history.length > ALARM_HISTORY_MAX) alarm.history.shift();
    onAlarm(change);
  }

  function evaluateAt(endMs: number): void {
    for (const alarm of all.values()) {
      const { rule, queries, watched, periodSeconds } = alarm.definition;
      const grid = gridEndingAt(endMs, periodSeconds, rule.evaluationPeriods + EXTRA_PERIODS);
      const evaluation = evaluate(rule, runQuery(queries, watched, store, grid));
      if (evaluation.state) enter(alarm, evaluation.state, explain(rule, evaluation, evaluation.state));
    }
  }

  let cancel = () => {};
  const tick = () => {
    const minute = Math.floor(clock.now() / BUCKET_MS) * BUCKET_MS;
    cancel = clock.after(minute + BUCKET_MS - clock.now(), () => {
      evaluateAt(Math.floor(clock.now() / BUCKET_MS) * BUCKET_MS);
      tick();
    });
  };
  tick();

  return {
    put(definition) {
      all.set(definition.alarmName, {
        alarmName: definition.alarmName,
        state: 'INSUFFICIENT_DATA',
        reason: 'Unchecked: Initial alarm creation',
        since: clock.now(),
        history: [],
        definition,
      });
    },
    get: (alarmName) => all.get(alarmName),
    list: () => [...all.values()],
    setState(alarmName, state, reason) {
      const alarm = all.get(alarmName);
      if (alarm) enter(alarm, state, reason);
      return alarm !== undefined;
    },
    evaluateAt,
    close: () => cancel(),
  };
}
