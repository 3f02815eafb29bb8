import { unescapeLogText } from './access-log-escapes.ts';
import type { AccessFields } from './access-log-record.ts';
import { logTimeCharacters, readLogTime } from './access-log-time.ts';
import { type AccessLogFailure, accessLogFailure } from './access-log-verdict.ts';

export interface AccessLine {
  result: 'Ok';
  fields: AccessFields;
}

/** Parts of a line, as failures name them. `Identity` is the two words between client and time, `End` what follows the last part. */
export const linePartNames = [
  'ClientIP',
  'Identity',
  'Time',
  'Request',
  'Status',
  'Bytes',
  'Referer',
  'UserAgent',
  'End',
] as const;

type LinePart = (typeof linePartNames)[number];

/**
 * Takes a line of Apache's Common or Combined Log Format apart:
 *
 *     host identity user [10/Oct/2000:13:55:36 -0700] "GET /path HTTP/1.1" 200 2326 "referer" "user agent"
 *
 * `line` is UTF-8, a character for each byte, and so are the fields, escapes undone. One line end after it is allowed. What the
 * fields hold is judged elsewhere. Every search goes forward from where the last one ended, so that the time is linear
 * in the length, whatever the line holds.
 *
 * https://httpd.apache.org/docs/current/logs.html#accesslog
 */
export function parseAccessLine(line: string): AccessLine | AccessLogFailure {
  const newline = line.indexOf('\n');
  if (newline !== -1 && newline !== line.length - 1) return accessLogFailure('SeveralRecords', undefined, newline);
  const end = endOfLine(line, newline);

  const hostEnd = line.indexOf(' ');
  if (hostEnd < 1 || hostEnd >= end) return misfit('ClientIP', hostEnd === -1 ? end : Math.min(hostEnd, end));
  const time = readTime(line, hostEnd);
  if (time.result !== 'Ok') return time;
  const request = readQuoted(line, time.end, 'Request');
  if (request.result !== 'Ok') return request;
  const statusAt = request.end + 1;
  const statusEnd = statusAt + statusDigits;
  if (line[request.end] !== ' ') return misfit('Status', request.end);
  if (!status.test(line.slice(statusAt, statusEnd)) || line[statusEnd] !== ' ') return misfit('Status', statusAt);
  const bytesAt = statusEnd + 1;
  const bytesEnd = wordEnd(line, bytesAt, end);
  const bytes = line.slice(bytesAt, bytesEnd);
  if (!byteCount.test(bytes)) return misfit('Bytes', bytesAt);

  const fields: AccessFields = {
    ClientIP: line.slice(0, hostEnd),
    Time: time.text,
    ...splitRequest(request.text),
    Status: line.slice(statusAt, statusEnd),
    Bytes: orNull(bytes),
    Referer: null,
    UserAgent: null,
  };
  if (bytesEnd === end) return { result: 'Ok', fields };
  return readCombined(line, bytesEnd, end, fields);
}

/** The two parts that Combined has more than Common. */
function readCombined(line: string, at: number, end: number, fields: AccessFields): AccessLine | AccessLogFailure {
  const referer = readQuoted(line, at, 'Referer');
  if (referer.result !== 'Ok') return referer;
  const userAgent = readQuoted(line, referer.end, 'UserAgent');
  if (userAgent.result !== 'Ok') return userAgent;
  if (userAgent.end !== end) return misfit('End', userAgent.end);
  fields.Referer = orNull(referer.text);
  fields.UserAgent = orNull(userAgent.text);
  return { result: 'Ok', fields };
}

const statusDigits = 3;
const status = /^\d{3}$/;
const byteCount = /^(?:-|\d{1,19})$/;

/** Index of the line end. A shipper may have cut the newline off and left the carriage return. */
function endOfLine(line: string, newline: number): number {
  const end = newline === -1 ? line.length : newline;
  return line[end - 1] === '\r' ? end - 1 : end;
}

interface Part {
  result: 'Ok';
  text: string;
  /** Index after it and what closes it. */
  end: number;
}

/**
 * Reads identity and time. A user name is logged with its spaces and brackets: where there is no time in the first bracket, it
 * is in the one before the request.
 */
function readTime(line: string, hostEnd: number): Part | AccessLogFailure {
  const first = line.indexOf(' [', hostEnd) + 2;
  if (first === 1) return misfit('Time', hostEnd + 1);
  const last = line.indexOf('] "', hostEnd + 1) - logTimeCharacters;
  for (const at of [first, last]) {
    const text = isBracketed(line, at) ? readLogTime(line, at) : undefined;
    if (text === undefined) continue;
    const userAt = line.indexOf(' ', hostEnd + 1) + 1;
    const hasBothWords = userAt > hostEnd + 2 && userAt < at - 2;
    return hasBothWords ? { result: 'Ok', text, end: at + logTimeCharacters + 1 } : misfit('Identity', hostEnd + 1);
  }
  return misfit('Time', first);
}

function isBracketed(line: string, at: number): boolean {
  return line.startsWith(' [', at - 2) && line[at + logTimeCharacters] === ']';
}

/** Reads a space and a quoted part. A quote within is escaped by a backslash. */
function readQuoted(line: string, at: number, part: LinePart): Part | AccessLogFailure {
  const from = at + 2;
  if (line[at] !== ' ') return misfit(part, at);
  if (line[at + 1] !== '"') return misfit(part, at + 1);
  let close = line.indexOf('"', from);
  while (close !== -1 && isEscaped(line, close, from)) close = line.indexOf('"', close + 1);
  if (close === -1) return misfit(part, at + 1);
  return { result: 'Ok', text: unescapeLogText(line.slice(from, close)), end: close + 1 };
}

/** Whether an odd number of backslashes stands before `at`. Each backslash stands before one quote: it is looked at once. */
function isEscaped(line: string, at: number, from: number): boolean {
  let index = at;
  while (index > from && line.charCodeAt(index - 1) === backslash) index -= 1;
  return (at - index) % 2 === 1;
}

const backslash = 0x5c;

function wordEnd(line: string, from: number, end: number): number {
  const space = line.indexOf(' ', from);
  return space === -1 ? end : Math.min(space, end);
}

const methodPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}$/;
const protocolPattern = /^HTTP\/\d(?:\.\d)?$/;

/**
 * Takes a request line apart. What is none (a scanner's bytes, a TLS greeting on a plain port) becomes the path; HTTP/0.9 has no
 * protocol; `-` and nothing mean that the client sent no request.
 */
function splitRequest(request: string): Pick<AccessFields, 'Method' | 'Path' | 'Protocol'> {
  if (request === '-' || request === '') return { Method: null, Path: null, Protocol: null };
  const methodEnd = request.indexOf(' ');
  const Method = request.slice(0, methodEnd);
  if (methodEnd === -1 || !methodPattern.test(Method)) return { Method: null, Path: request, Protocol: null };
  const protocolAt = request.lastIndexOf(' ') + 1;
  const protocol = request.slice(protocolAt);
  return protocolAt > methodEnd + 1 && protocolPattern.test(protocol)
    ? { Method, Path: request.slice(methodEnd + 1, protocolAt - 1), Protocol: protocol }
    : { Method, Path: request.slice(methodEnd + 1), Protocol: null };
}

function orNull(text: string): string | null {
  return text === '-' ? null : text;
}

function misfit(part: LinePart, position: number): AccessLogFailure {
  return accessLogFailure('NotAnAccessLog', part, position);
}
