import { types } from 'node:util';

/** What Lambda answers for an error. https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export interface Failure {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

/** An error of the runtime's own, named `Runtime.<kind>`. */
export class RuntimeError extends Error {
  constructor(kind: string, message: string) {
    super(message);
    this.name = `Runtime.${kind}`;
  }
}

export function describeFailure(error: unknown): Failure {
  try {
    if (types.isNativeError(error)) {
      const trace = typeof error.stack === 'string' ? error.stack.split('\n') : [];
      return { errorType: String(error.name), errorMessage: String(error.message), trace };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
  } catch {
    // A getter of the error, or its toString, threw.
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: [],
    };
  }
}

/** Logs an error as Lambda does: one line of JSON with the error's own properties. */
export function logFailure(title: string, error: unknown): void {
  console.error(title, `\t${inFull(error)}`);
}

function inFull(error: unknown): string {
  const { errorType, errorMessage, trace } = describeFailure(error);
  try {
    const own = types.isNativeError(error) ? error : {};
    return JSON.stringify({ errorType, errorMessage, ...own, stack: trace });
  } catch {
    // A property of the error is not JSON.
    return JSON.stringify({ errorType, errorMessage, stack: trace });
  }
}

/** UTF-8 in a buffer of exactly its size, which can be transferred. */
export function bytesOf(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer;
}
