import { join } from 'node:path';
import { type LakeObject, listObjects } from '../../lake/objects.ts';
import type { LocalStack } from '../../local/stack.ts';
import { table } from '../output.ts';
import type { LayoutProof } from '../proof/proof.ts';
import { countRowsPerLivestream, rowsTable } from '../proof/rows-per-livestream.ts';
import type { DemoResult } from './run.ts';

/** Reasons that the local Firehose cannot meet: it encodes the data itself, and rows are smaller than the records they come from. */
const unreachable = new Set(['InvalidBase64', 'ResponseTooLarge']);

export const holds = ({ layouts }: DemoResult): boolean => [...layouts.values()].every((proof) => proof.holds);

/** The result as one JSON object. */
export function asJson({ layouts, written, seconds }: DemoResult): string {
  const proofs = [...layouts.values()];
  const sum = (pick: (proof: LayoutProof) => number) => proofs.reduce((total, proof) => total + pick(proof), 0);
  return JSON.stringify({
    written,
    lost: sum((proof) => proof.lost),
    duplicated: sum((proof) => proof.duplicated),
    layouts: Object.fromEntries(
      [...layouts].map(([{ shortName }, { delivered, failed, dropped, reasons }]) => [
        shortName,
        { delivered, failed, dropped, reasons },
      ]),
    ),
    reasons: reasonsOf(proofs),
    seconds: Number(seconds.toFixed(1)),
  });
}

/** The result for people. */
export async function asText(result: DemoResult, stack: LocalStack, s3Directory: string): Promise<string> {
  const { layouts, written, writeSeconds, seconds } = result;
  const parts = [
    heading('Rows per livestream, by SQL'),
    rowsTable(await countRowsPerLivestream(result.livestreamIds, stack, s3Directory)),
    heading('Failed records by reason'),
    reasonTable(layouts),
    heading('Alarms'),
    alarmTable(stack),
    heading('Objects'),
    await objectTree(layouts, s3Directory),
    heading('The sum'),
    ...[...layouts].map(([{ shortName }, proof]) => sumLine(shortName, proof)),
    '',
    `${written.toLocaleString('en')} records at ${Math.round(written / writeSeconds).toLocaleString('en')}/s written, delivered and counted in ${seconds.toFixed(1)} s.`,
    holds(result) ? 'Nothing lost, nothing duplicated.' : 'THE SUM IS OFF: see above.',
  ];
  return parts.join('\n');
}

const heading = (text: string) => `\n${text}\n${'─'.repeat(text.length)}`;

function reasonTable(layouts: DemoResult['layouts']): string {
  const streams = [...layouts];
  const reasons = Object.keys(reasonsOf([...layouts.values()]));
  return table(
    ['reason', ...streams.map(([{ shortName }]) => shortName), ''],
    reasons.map((reason) => [
      reason,
      ...streams.map(([, proof]) => proof.reasons[reason] ?? 0),
      unreachable.has(reason) ? '(cannot be reached from here)' : '',
    ]),
  );
}

/** The alarms that rang, most of which are over when the minute is, and how many had no reason to. */
function alarmTable({ cloudwatch }: LocalStack): string {
  const alarms = cloudwatch.alarms();
  const rang = alarms.flatMap(({ alarmName, state, history }) => {
    const change = history.find(({ to }) => to === 'ALARM');
    return change ? [[alarmName, new Date(change.timestamp).toISOString(), state, change.reason]] : [];
  });
  const quiet = `${alarms.length - rang.length} alarms had no reason to ring.`;
  return rang.length === 0 ? quiet : `${table(['alarm', 'rang at', 'now', 'because'], rang)}\n${quiet}`;
}

async function objectTree(layouts: DemoResult['layouts'], s3Directory: string): Promise<string> {
  const lines: string[] = [];
  for (const { bucket, dataPrefix, errorPrefix } of layouts.keys()) {
    const directory = join(s3Directory, bucket);
    for (const prefix of [dataPrefix, errorPrefix]) {
      const folders = new Map<string, LakeObject[]>();
      for await (const object of listObjects(directory, prefix)) {
        const folder = object.key.slice(0, object.key.lastIndexOf('/') + 1);
        folders.set(folder, [...(folders.get(folder) ?? []), object]);
      }
      lines.push(`${directory}/${prefix}`, ...folderLines(prefix, folders));
    }
  }
  return lines.join('\n');
}

/** At most so many folders of one prefix are shown. */
const FOLDERS_MAX = 12;

function folderLines(prefix: string, folders: Map<string, LakeObject[]>): string[] {
  const rows = [...folders].map(([folder, objects]) => [
    `  ${folder.slice(prefix.length)}`,
    objects.length,
    objects.length === 1 ? 'object ' : 'objects',
    objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    'bytes',
  ]);
  const shown = rows.slice(0, FOLDERS_MAX);
  const lines = table(['', '', '', '', ''], shown).split('\n').slice(1);
  return rows.length > shown.length ? [...lines, `  … and ${rows.length - shown.length} more folders`] : lines;
}

function sumLine(
  shortName: string,
  { written, delivered, failed, dropped, lost, duplicated, unexpected, droppedTooMany, examples }: LayoutProof,
): string {
  const number = (value: number) => value.toLocaleString('en');
  const line = `${shortName.padEnd(18)} written ${number(written)} = delivered ${number(delivered)} + failed ${number(failed)} + dropped ${number(dropped)}; lost ${number(lost)}, duplicated ${number(duplicated)}`;
  const odd = [
    ...(unexpected > 0 ? [`${number(unexpected)} that were never written`] : []),
    ...(droppedTooMany > 0 ? [`${number(droppedTooMany)} dropped against the rule`] : []),
    ...Object.entries(examples).flatMap(([kind, ids]) => (ids.length > 0 ? [`${kind}: ${ids.join(', ')}`] : [])),
  ];
  return [line, ...odd.map((text) => `  ! ${text}`)].join('\n');
}

/** Failed records by reason. Every delivery stream meets each record once, so the counts agree; where they do not, the greatest is given. */
function reasonsOf(proofs: LayoutProof[]): Record<string, number> {
  const reasons: Record<string, number> = {};
  for (const proof of proofs) {
    for (const [reason, count] of Object.entries(proof.reasons))
      reasons[reason] = Math.max(reasons[reason] ?? 0, count);
  }
  return reasons;
}
