import { format } from 'node:util';

let requestId: string | undefined;

/** Which invocation the lines of the console belong to; none while the function is loaded. */
export function setRequestId(id: string): void {
  requestId = id;
}

/**
 * Lambda's console: `<time>\t<request id>\t<level>\t<message>`. What is written to the streams directly goes as it is.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function patchConsole(): void {
  const log =
    (level: string) =>
    (...parameters: unknown[]): void => {
      process.stdout.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${format(...parameters)}\n`);
    };
  Object.assign(console, {
    trace: log('TRACE'),
    debug: log('DEBUG'),
    info: log('INFO'),
    log: log('INFO'),
    warn: log('WARN'),
    error: log('ERROR'),
    fatal: log('FATAL'),
  });
}
