import { AwsError } from '../local/wire/message.ts';

/** A mistake of the user's or of the surroundings: printed as one sentence, without a stack trace. */
export class UserError extends Error {
  override name = 'UserError';
}

/** Ends the command with exit code 1: in words for what a user can mend, with the stack for a bug of ours. */
export function fail(error: unknown): never {
  const expected = ['UserError', 'TemplateError', 'DataDirectoryError', 'QueryError', 'LakeError', 'PortInUseError'];
  if (error instanceof Error && (expected.includes(error.name) || error instanceof AwsError)) {
    console.error(`tributary: ${error.message}`);
  } else {
    console.error('tributary: this is a bug, please report it with what follows.');
    console.error(error);
  }
  process.exit(1);
}

/** One line that is rewritten on a terminal, and printed at most every few seconds elsewhere. Goes to stderr: stdout is for results. */
export function createProgress(quiet: boolean) {
  const terminal = process.stderr.isTTY === true;
  let lastPrintedMs = 0;
  return {
    update(text: string): void {
      if (quiet) return;
      const nowMs = performance.now();
      if (terminal) {
        if (nowMs - lastPrintedMs < 100) return;
        process.stderr.write(`\r\u001b[K${text}`);
      } else {
        if (nowMs - lastPrintedMs < 2000) return;
        process.stderr.write(`${text}\n`);
      }
      lastPrintedMs = nowMs;
    },
    done(text: string): void {
      if (quiet) return;
      process.stderr.write(terminal ? `\r\u001b[K${text}\n` : `${text}\n`);
      lastPrintedMs = 0;
    },
  };
}

export type Progress = ReturnType<typeof createProgress>;

/** Columns padded to their widest cell; numbers to the right. */
export function table(header: string[], rows: (string | number)[][]): string {
  const cells = [
    header,
    ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell))),
  ];
  const widths = header.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const isNumeric = header.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  return cells
    .map((row) =>
      row
        .map((cell, column) =>
          isNumeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
