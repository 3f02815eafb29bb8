import { printable } from '../errors/in-words.ts';
import type { SelectionOptions } from '../errors/selection.ts';
import { table } from '../output.ts';
import { type FailureObjects, reasonOf, selectFailures } from './failure-objects.ts';

/** In place of a target's name, where the changes may have reached some of them. */
export const anyTarget = '(any)';

/** Changes that were not told, and have this in common. */
export interface FailureGroup {
  target: string;
  /** `Undeliverable` by the function, `RetryAttemptsExhausted` and the like by Lambda. */
  condition: string;
  reason: string;
  /** `yyyy/MM/dd/HH`, UTC. */
  hour: string;
  records: number;
  objects: number;
}

export interface FailureSummary {
  groups: FailureGroup[];
  /** What could not be read, and why. */
  problems: string[];
}

export async function summariseFailures(
  objects: FailureObjects,
  functionName: string,
  selection: SelectionOptions,
): Promise<FailureSummary> {
  const groups = new Map<string, FailureGroup>();
  const problems: string[] = [];
  for await (const outcome of selectFailures(objects, functionName, selection)) {
    if (!outcome.ok) {
      problems.push(`${outcome.key}: ${outcome.problem}`);
      continue;
    }
    const { failure } = outcome;
    const { target = anyTarget, condition, timestamp, records } = failure;
    const hour = timestamp.slice(0, 13).replaceAll(/[-T]/g, '/');
    const known = { target, condition, reason: reasonOf(failure), hour };
    const key = JSON.stringify(known);
    const group = groups.get(key) ?? { ...known, records: 0, objects: 0 };
    group.records += records.length;
    group.objects += 1;
    groups.set(key, group);
  }
  return { groups: [...groups.values()].sort(byTargetAndHour), problems };
}

function byTargetAndHour(a: FailureGroup, b: FailureGroup): number {
  const [before, after] = [`${a.target} ${a.hour}`, `${b.target} ${b.hour}`];
  return before === after ? b.records - a.records : before < after ? -1 : 1;
}

export function failureSummaryText({ groups, problems }: FailureSummary): string {
  const rows = groups.map(({ target, hour, condition, reason, objects, records }) =>
    [target, hour, condition, reason].map<string | number>((text) => printable(text)).concat(objects, records),
  );
  const found =
    rows.length > 0
      ? table(['target', 'hour', 'condition', 'reason', 'objects', 'records'], rows)
      : 'No changes that could not be told.';
  const unread = problems.length > 0 ? ['', 'Not read:', ...problems.map((each) => `  ! ${printable(each)}`)] : [];
  return [found, ...unread].join('\n');
}
