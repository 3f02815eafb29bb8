import { execFile } from 'node:child_process';
import { join } from 'node:path';

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the command line as an operator does, told by nothing but its arguments where the stack is. */
export function runTributary(...args: string[]): Promise<Ended> {
  const { AWS_ENDPOINT_URL: _endpoint, ...env } = process.env;
  const command = [join(import.meta.dirname, '../../cli/tributary.ts'), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    );
  });
}
