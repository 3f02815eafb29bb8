import { knownDifferences } from './known-differences.ts';
import type { Subject } from './rows.ts';

/** Rows against implementations, a column each, and below it what is known of the differences. */
export function formatComparison(subjects: Subject[], findings: Map<string, Map<string, string>>): string {
  const names = [...findings.keys()];
  const lines = ['Rows of the contract against implementations that nobody here wrote', ''];
  lines.push(`  ${names.map((name) => name.padEnd(14)).join('  ')}  statement`);
  const reasons: string[] = [];
  for (const { statement } of subjects.flatMap(({ rows }) => rows)) {
    const cells = names.map((name) => findings.get(name)!.get(statement) ?? '-');
    lines.push(`  ${cells.map((cell) => cell.replace(/:.*/, '').padEnd(14)).join('  ')}  ${statement}`);
    reasons.push(...names.flatMap((name, at) => reasonsOf(name, statement, cells[at]!)));
  }
  const totals = names.map((name) => `${name}: ${totalsOf(findings.get(name)!)}`);
  return [...lines, '', 'Differences', ...reasons, '', ...totals].join('\n');
}

function reasonsOf(name: string, statement: string, cell: string): string[] {
  if (cell.startsWith('differs: ')) return [`  ${name}: ${cell.slice('differs: '.length)} · ${statement}`];
  const isListed = knownDifferences[name]?.[statement] !== undefined;
  return isListed && cell === 'holds' ? [`  ${name}: holds, though it is listed as a difference · ${statement}`] : [];
}

function totalsOf(found: Map<string, string>): string {
  const cells = [...found.values()];
  const count = (start: string) => cells.filter((cell) => cell.startsWith(start)).length;
  if (cells.length === 0) return 'not run';
  return `${cells.length} rows, ${count('holds')} hold, ${count('differs')} differ as listed, ${count('DIFFERS')} unexplained`;
}
