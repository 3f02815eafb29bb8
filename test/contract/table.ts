import { type Mark, type Row, Unseen } from './row.ts';
import type { Subject } from './rows.ts';

export interface Finding {
  /** `absent`: not there, and refused by name. `not seen`: could not be put to the test on this target. */
  verdict: 'holds' | 'absent' | 'not seen' | 'BROKEN';
  note?: string;
}

/** What a row's answer means. */
export function findingOf(answer: unknown): Finding {
  if (answer instanceof Unseen) return { verdict: answer.verdict, note: answer.reason };
  return { verdict: 'holds', ...(typeof answer === 'string' && { note: answer }) };
}

const MARKS: Record<Mark, string> = { D: 'documented', C: 'captured', '?': 'unknown' };

/** The contract as a table: one line per statement, its mark, what was found and where the statement comes from. */
export function formatTable(target: string, contract: Subject[], findings: Map<string, Finding>): string {
  const lines = [`The contract, held against ${target}`];
  for (const { subject, rows } of contract) {
    lines.push('', subject);
    for (const row of rows) lines.push(lineOf(row, findings.get(row.statement)));
  }
  return [
    ...lines,
    '',
    summaryOf(
      contract.flatMap(({ rows }) => rows),
      findings,
    ),
  ].join('\n');
}

function lineOf({ statement, mark, source }: Row, finding: Finding | undefined): string {
  const verdict = finding?.verdict ?? 'not run';
  const note = finding?.note ? ` (${finding.note})` : '';
  return `  ${MARKS[mark].padEnd(10)}  ${verdict.padEnd(8)}  ${statement}${note} · ${source.replace('https://docs.aws.amazon.com/', '')}`;
}

function summaryOf(rows: Row[], findings: Map<string, Finding>): string {
  const marks = (['D', 'C', '?'] as const).map(
    (mark) => `${rows.filter((row) => row.mark === mark).length} ${MARKS[mark]}`,
  );
  const verdicts = Map.groupBy(rows, ({ statement }) => findings.get(statement)?.verdict ?? 'not run');
  const counts = [...verdicts].map(([verdict, { length }]) => `${length} ${verdict}`);
  return `${rows.length} rows (${marks.join(', ')}): ${counts.join(', ')}.`;
}
