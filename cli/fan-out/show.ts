import { isJsonObject } from '../../shared/json-object.ts';
import { readStreamRecord, sequenceNumberOf } from '../../shared/stream-record.ts';
import type { StreamFailure } from '../../shared/stream-record-failure.ts';
import { printable } from '../errors/in-words.ts';
import type { SelectionOptions } from '../errors/selection.ts';
import { type FailureObject, type FailureObjects, reasonOf, selectFailures } from './failure-objects.ts';
import { anyTarget } from './summary.ts';

/** A change that was not told. */
export interface ShownFailure {
  object: string;
  /** Index among the object's records. */
  record: number;
  target: string;
  condition: string;
  reason: string;
  timestamp: string;
  sequenceNumber?: string;
  eventName?: string;
  /** Why the function cannot read it, if it cannot: telling it again is of no use then. */
  unreadable?: string;
  /** Why the target would refuse it again, and what would have to change; absent where it may be taken. */
  refused?: { because: string; until: string };
  content?: string;
}

export async function firstFailures(
  objects: FailureObjects,
  functionName: string,
  { limit, content, ...selection }: SelectionOptions & { limit: number; content: boolean },
): Promise<ShownFailure[]> {
  const shown: ShownFailure[] = [];
  for await (const outcome of selectFailures(objects, functionName, selection)) {
    if (!outcome.ok) continue;
    shown.push(...recordsOf(outcome, content).slice(0, limit - shown.length));
    if (shown.length >= limit) break;
  }
  return shown;
}

function recordsOf({ key, failure }: FailureObject, content: boolean): ShownFailure[] {
  const { target = anyTarget, condition, timestamp, records } = failure;
  const refused = refusalOf(failure);
  return records.map((each, record) => {
    const read = readStreamRecord(each);
    const sequenceNumber = sequenceNumberOf(each);
    // Another word than these three may be content.
    const eventName = ['INSERT', 'MODIFY', 'REMOVE'].find((name) => isJsonObject(each) && each.eventName === name);
    return {
      object: key,
      record,
      target,
      condition,
      reason: reasonOf(failure),
      timestamp,
      ...(sequenceNumber !== undefined && { sequenceNumber }),
      ...(eventName && { eventName }),
      ...(!read.ok && { unreadable: read.reason }),
      ...(refused && { refused }),
      ...(content && { content: JSON.stringify(each) }),
    };
  });
}

/** What the function put aside for a target is refused for ever, as long as the route makes the same of it. */
function refusalOf({ target, reason }: StreamFailure): ShownFailure['refused'] {
  if (target === undefined || reason === undefined) return undefined;
  switch (reason) {
    case 'EntryTooLarge':
      return { because: `it is larger than ${target} takes`, until: 'the body of the route is smaller' };
    case 'BodyFailed':
      return { because: 'the body of the route throws at it', until: 'that is mended' };
    default:
      return {
        because: `${target} does not take what it holds`,
        until: 'the body or the attributes of the route are others',
      };
  }
}

export function failuresText(
  failures: ShownFailure[],
  { limit, content }: { limit: number; content: boolean },
): string {
  if (failures.length === 0) return 'No changes that could not be told.';
  const more = failures.length === limit ? [`There may be more: --limit shows more than ${limit}.`] : [];
  const hidden = content ? [] : ['Their contents are shown with --content.'];
  return [...failures.map(failureText), [...more, ...hidden].join(' ')].join('\n\n').trimEnd();
}

function verdictOn({ unreadable, refused, target }: ShownFailure): string {
  if (unreadable !== undefined) return `would fail again: ${unreadable}`;
  if (!refused) return 'can be told again';
  return `would be refused again: ${refused.because}, until ${refused.until} (${target} in functions/ddb-fanout/routes.ts)`;
}

function failureText(shown: ShownFailure): string {
  const { object, record, target, condition, reason, timestamp, sequenceNumber, eventName } = shown;
  const facts: [string, string | undefined][] = [
    ['given up', `${timestamp}, ${condition}`],
    ['target', target],
    ['reason', reason],
    ['change', [eventName, sequenceNumber].filter(Boolean).join(' ') || undefined],
    ['verdict', verdictOn(shown)],
    ['content', shown.content],
  ];
  const lines = facts.flatMap(([label, text]) =>
    text === undefined ? [] : [`  ${label.padEnd(10)}${printable(text)}`],
  );
  return [`${printable(object)}[${record}]`, ...lines].join('\n');
}
