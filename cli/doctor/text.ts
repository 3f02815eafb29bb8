import type { Diagnosis } from './diagnose.ts';
import type { Note } from './note.ts';

export const countOf = (notes: Note[], severity: Note['severity']): number =>
  notes.filter((note) => note.severity === severity).length;

/** Each finding with how to mend it; what was not checked in one line each. */
export function diagnosisText(
  { resources, notes }: Diagnosis,
  { stage, place }: { stage: string; place: string },
): string {
  const findings = notes.filter(({ severity }) => severity !== 'not checked');
  const unseen = notes.filter(({ severity }) => severity === 'not checked');
  const counts = [
    plural(countOf(notes, 'error'), 'error'),
    plural(countOf(notes, 'warning'), 'warning'),
    `${unseen.length} not checked`,
  ].join(', ');
  return [
    `Stage ${stage} at ${place}, against its template of ${resources} resources:`,
    ...findings.map(
      ({ severity, where, what, mend }) => `\n${severity.padEnd(8)} ${where}: ${what}\n         mend: ${mend}`,
    ),
    ...(unseen.length > 0
      ? ['\nnot checked here:', ...unseen.map(({ where, what, mend }) => `  ${where}: ${what}\n    by hand: ${mend}`)]
      : []),
    `\n${counts}.`,
  ].join('\n');
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
