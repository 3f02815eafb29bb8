import type { Outcome } from './outcome.ts';
import type { SandboxResult } from './sandbox.ts';
import { MB } from './thread.ts';

/** What the caller gets for an invocation that did not end well. https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
export function errorPayload(outcome: Outcome, requestId: string, timeoutSeconds: number): Buffer {
  switch (outcome.type) {
    case 'error':
      return outcome.payload;
    case 'timeout':
      return failure(
        'Sandbox.Timedout',
        `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
      );
    case 'out-of-memory':
      return failure('Runtime.OutOfMemory', `RequestId: ${requestId} Error: ${exitReason(outcome)}`);
    case 'exit':
      return failure('Runtime.ExitError', `RequestId: ${requestId} Error: ${exitReason(outcome)}`);
    default:
      throw new Error(`There is no error in the outcome ${outcome.type}.`);
  }
}

/** The lines that Lambda itself writes after the handler's. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html */
export function closingLines(
  result: SandboxResult,
  requestId: string,
  settings: { timeoutSeconds: number; memorySizeMb: number },
): string {
  const { outcome } = result;
  const report = reportLine(result, requestId, settings.memorySizeMb);
  const ending = `END RequestId: ${requestId}\n${report}\n`;
  if (outcome.type === 'timeout') {
    return `${new Date().toISOString()} ${requestId} Task timed out after ${settings.timeoutSeconds.toFixed(2)} seconds\n\n${ending}`;
  }
  if (outcome.type === 'exit' || outcome.type === 'out-of-memory') {
    return `${ending}RequestId: ${requestId} Error: ${exitReason(outcome)}\n${errorType(outcome)}\n`;
  }
  return ending;
}

function reportLine({ outcome, durationMs, initMs }: SandboxResult, requestId: string, memorySizeMb: number): string {
  const usedMb = 'usedBytes' in outcome ? Math.ceil(outcome.usedBytes / MB) : memorySizeMb;
  return [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs + (initMs ?? 0))} ms`,
    `Memory Size: ${memorySizeMb} MB`,
    `Max Memory Used: ${Math.min(usedMb, memorySizeMb)} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...statusFields(outcome),
  ].join('\t');
}

function statusFields(outcome: Outcome): string[] {
  if (outcome.type === 'success') return [];
  return outcome.type === 'timeout' ? ['Status: timeout'] : ['Status: error', `Error Type: ${errorType(outcome)}`];
}

function errorType(outcome: Outcome): string {
  if (outcome.type === 'error') return outcome.errorType;
  return outcome.type === 'out-of-memory' ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
}

function exitReason(outcome: Outcome): string {
  if (outcome.type === 'out-of-memory') return 'Runtime exited with error: signal: killed';
  const exitCode = outcome.type === 'exit' ? outcome.exitCode : 1;
  return exitCode === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${exitCode}`;
}

function failure(errorType: string, errorMessage: string): Buffer {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}
