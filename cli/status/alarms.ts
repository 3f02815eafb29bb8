import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { Deployed } from '../deployed/connect.ts';
import { table } from '../output.ts';

export interface AlarmRow {
  name: string;
  /** The name without service, stage and severity. */
  shortName: string;
  /** `page` or `ticket`. */
  severity: string;
  state: string;
  /** When that state was entered, epoch milliseconds. */
  since: number;
  reason: string;
  description: string;
}

/** States by how much they matter. */
const STATES = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];

/** The alarms of the stage, those that ring first. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export async function alarmsOf(deployed: Deployed): Promise<AlarmRow[]> {
  const cloudwatch = deployed.client(CloudWatchClient);
  const prefix = deployed.physicalName('');
  const alarms: AlarmRow[] = [];
  let NextToken: string | undefined;
  do {
    const page = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: prefix, NextToken }));
    for (const alarm of page.MetricAlarms ?? []) {
      const name = alarm.AlarmName ?? '';
      const [, severity = '', shortName = name] = /^(page|ticket)-(.+)$/.exec(name.slice(prefix.length)) ?? [];
      alarms.push({
        name,
        shortName,
        severity,
        state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
        since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.getTime() ?? 0,
        reason: alarm.StateReason ?? '',
        description: alarm.AlarmDescription ?? '',
      });
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  const rank = ({ state, severity }: AlarmRow) => STATES.indexOf(state) * 2 + (severity === 'page' ? 0 : 1);
  return alarms.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** The alarms that are not OK, or all of them; and how many are. */
export function alarmsText(alarms: AlarmRow[], nowMs: number, all: boolean): string {
  const shown = all ? alarms : alarms.filter(({ state }) => state !== 'OK');
  const rows = shown.map(({ state, severity, shortName, since, reason }) => [
    state,
    severity,
    shortName,
    ago(nowMs - since),
    reason,
  ]);
  const ok = alarms.filter(({ state }) => state === 'OK').length;
  const count = `${ok} of ${alarms.length} alarms are OK.`;
  if (rows.length === 0) return count;
  const runbooks = [...new Set(shown.filter(({ state }) => state === 'ALARM').flatMap(runbookOf))];
  const advice = runbooks.length > 0 ? ['What to do:', ...runbooks.map((section) => `  ${section}`)] : [];
  return [table(['state', 'severity', 'alarm', 'for', 'because'], rows), '', count, ...advice].join('\n');
}

/** Every description ends with its section of the runbook. */
function runbookOf({ description }: AlarmRow): string[] {
  const [section] = /docs\/runbook\.md#[a-z-]+/.exec(description) ?? [];
  return section ? [section] : [];
}

/** `5 s`, `12 min`, `3 h`, `2 d`. */
function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
