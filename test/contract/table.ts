import type { Mark, Row } from './row.ts';
import type { Subject } from './rows.ts';

export interface Finding {
  holds: boolean;
  note?: string;
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
  const verdict = finding === undefined ? 'not run' : finding.holds ? 'holds' : 'BROKEN';
  const note = finding?.note ? ` (${finding.note})` : '';
  return `  ${MARKS[mark].padEnd(10)}  ${verdict.padEnd(7)}  ${statement}${note} · ${source.replace('https://docs.aws.amazon.com/', '')}`;
}

function summaryOf(rows: Row[], findings: Map<string, Finding>): string {
  const marks = (['D', 'C', '?'] as const).map(
    (mark) => `${rows.filter((row) => row.mark === mark).length} ${MARKS[mark]}`,
  );
  const held = rows.filter(({ statement }) => findings.get(statement)?.holds).length;
  return `${rows.length} rows (${marks.join(', ')}): ${held} hold, ${rows.length - held} do not.`;
}
