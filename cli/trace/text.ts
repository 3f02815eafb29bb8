import type { MessageChange } from '../deployed/message.ts';
import { printable } from '../errors/in-words.ts';
import { partitionKey, sortKey } from './key.ts';
import type { Sighting } from './sightings.ts';
import { isKnown, type LayoutTrace, type Trace } from './trace.ts';

/** A trace for people: the table, each change in the stream, and what became of each change in each layout. */
export function traceText(trace: Trace): string {
  const { key, table, stream } = trace;
  const changes = changesOf(trace);
  const lines = [
    `${partitionKey} ${key.partition}, ${sortKey} ${key.sort}`,
    '',
    `table ${table.table}: ${table.isThere ? 'the item is there' : 'no such item now'}`,
    ...(table.item ? [`  ${JSON.stringify(table.item)}`] : []),
    `stream ${stream.stream}: ${plural(stream.changes.length, 'change')} of it`,
    ...stream.changes.flatMap((change) => [
      `  ${headOf(change)}  ${change.shardId}`,
      ...contentLines(change.content, '    '),
    ]),
    ...(stream.isWhole
      ? []
      : ['  There may be more: the stream holds too much. Narrow the time with --from and --to.']),
    ...trace.layouts.flatMap((layout) => layoutLines(layout, changes)),
  ];
  if (!isKnown(trace)) {
    lines.push('', 'Nothing is known of this message. If it was written more than a day ago, say when: --from, --to.');
  }
  return printableLines(lines);
}

/** Every change that was seen anywhere, in the order in which they were made. */
function changesOf({ stream, layouts }: Trace): MessageChange[] {
  const byId = new Map<string, MessageChange>();
  for (const change of [...layouts.flatMap(({ sightings }) => sightings), ...stream.changes]) {
    byId.set(change.eventId ?? '', change);
  }
  return [...byId.values()].sort((a, b) => ((a.eventTime ?? '') < (b.eventTime ?? '') ? -1 : 1));
}

function layoutLines(layout: LayoutTrace, changes: MessageChange[]): string[] {
  const { stream, bucket, sightings, objectsRead, isWhole } = layout;
  const lines = [`${stream}, s3://${bucket}`];
  for (const change of changes) {
    const seen = sightings.filter(({ eventId }) => eventId === change.eventId);
    lines.push(
      `  ${headOf(change)}`,
      ...(seen.length > 0 ? seen.flatMap((each) => sightingLines(each, stream)) : [`    ${missing(change)}`]),
    );
  }
  const more = isWhole ? '' : '; there are more: narrow the time with --from and --to';
  lines.push(`  (${plural(objectsRead, 'object')} read${more})`);
  return ['', ...lines];
}

function sightingLines(sighting: Sighting, stream: string): string[] {
  const { kind, object, line, replayed, errorCode, reason, field, found, expected, content } = sighting;
  const place = `${object}, line ${line}`;
  if (kind === 'row') {
    return [`    ${replayed ? 'row, brought back by a replay' : 'row'}: ${place}`, ...contentLines(content, '    ')];
  }
  const because = [reason, field && `at ${field}`].filter(Boolean).join(' ');
  const details = [found && `found ${found}`, expected && `expected ${expected}`].filter(Boolean).join('; ');
  const next = kind === 'failed' ? `tributary errors replay ${stream}` : `tributary errors parked ${stream} --replay`;
  return [
    `    ${kind === 'failed' ? `failed (${errorCode})` : 'parked'}: ${place}`,
    ...(because
      ? [
          `      ${kind === 'failed' && reason === 'passes now' ? 'the deployed schema lets it through now' : `because of ${because}`}`,
        ]
      : []),
    ...(details ? [`      ${details}`] : []),
    `      to bring it back: ${next}`,
    ...contentLines(content, '      '),
  ];
}

function missing({ removedByTtl }: MessageChange): string {
  return removedByTtl
    ? 'left out by rule: a removal by TTL, and the lake is the archive'
    : 'not in S3: on its way, or outside of what was read';
}

const headOf = ({ eventTime, eventName, eventId }: MessageChange): string =>
  [eventTime ?? 'at an unknown time', eventName ?? '?', eventId ?? 'without an id'].join('  ');

const contentLines = (content: string | undefined, indent: string): string[] =>
  content === undefined ? [] : [indent + content];

const plural = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

const printableLines = (lines: string[]): string => lines.map(printable).join('\n');
