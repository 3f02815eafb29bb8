import fc from 'fast-check';
import type { AccessFields } from '../../shared/access-log-record.ts';

export interface LogParts {
  fields: AccessFields & Record<'ClientIP' | 'Time' | 'Status', string>;
  identity: string;
  user: string;
  /** Minutes east of UTC that the line's time is written in. */
  zoneMinutes: number;
  combined: boolean;
  /** Bytes beyond ASCII as they are, or escaped. */
  escapesAll: boolean;
  lineEnd: string;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dayMs = 86_400_000;

const hostile = fc.constantFrom(
  '"',
  '\\',
  '\\x',
  ' ',
  '-',
  '[',
  ']',
  '\n',
  '\r',
  '\t',
  '\v',
  '\b',
  '\0',
  '\x1b',
  '\x7f',
);
const character = fc.oneof(
  hostile,
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.constantFrom('é', '안', '👋', '\x85'),
);
/** Whole characters only: what a server logs is bytes. A dash alone means that there is nothing. */
const text = fc
  .array(character, { maxLength: 8 })
  .map((characters) => characters.join('').toWellFormed())
  .filter((value) => value !== '-');
const word = fc.constantFrom('-', 'frank', 'a.b', 'x');

const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6();

/** What a server knows of a request, and how it writes it. */
export const logParts: fc.Arbitrary<LogParts> = fc
  .record({
    ip: fc.oneof(ipv4, ipv6),
    time: fc.integer({ min: dayMs / 1_000, max: 253_402_214_400 }),
    zoneMinutes: fc.integer({ min: -12 * 60, max: 14 * 60 }),
    request: fc.oneof(
      fc.constant({ Method: null, Path: null, Protocol: null }),
      fc.record({
        Method: fc.constantFrom('GET', 'POST', 'M-SEARCH', 'x'),
        Path: text,
        Protocol: fc.constantFrom('HTTP/1.0', 'HTTP/1.1', 'HTTP/2'),
      }),
      // What is no request line: no space in it, so that no word of it could be a method.
      fc.record({
        Method: fc.constant(null),
        Path: text.map((value) => value.replaceAll(' ', '')).filter((value) => value !== '' && value !== '-'),
        Protocol: fc.constant(null),
      }),
    ),
    status: fc.integer({ min: 100, max: 999 }),
    bytes: fc.option(fc.bigInt({ min: 0n, max: 9_223_372_036_854_775_807n })),
    referer: fc.option(text),
    userAgent: fc.option(text),
    identity: word,
    user: fc.oneof(word, fc.constantFrom('von Frank', 'a [b] c', '[x]', 'a\\"b', '""')),
    combined: fc.boolean(),
    escapesAll: fc.boolean(),
    lineEnd: fc.constantFrom('', '\n', '\r\n'),
  })
  .map(({ ip, time, request, status, bytes, referer, userAgent, ...rest }) => ({
    ...rest,
    fields: {
      ClientIP: ip,
      Time: new Date(time * 1_000).toISOString(),
      ...request,
      Status: String(status),
      Bytes: bytes === null ? null : String(bytes),
      Referer: rest.combined ? referer : null,
      UserAgent: rest.combined ? userAgent : null,
    },
  }));

/** The line that Apache writes of it, a character for each byte. */
export function logLine({ fields, identity, user, zoneMinutes, combined, escapesAll, lineEnd }: LogParts): string {
  const { ClientIP, Time, Method, Path, Protocol, Status, Bytes, Referer, UserAgent } = fields;
  const quoted = (value: string | null) => `"${value === null ? '-' : escapeLogText(value, escapesAll)}"`;
  const request = Method === null ? Path : `${String(Method)} ${String(Path)} ${String(Protocol)}`;
  const common =
    `${ClientIP} ${identity} ${user} [${logTime(Time, zoneMinutes)}] ${quoted(request as string | null)} ` +
    `${Status} ${Bytes === null ? '-' : String(Bytes)}`;
  const texts = combined ? ` ${quoted(Referer as string | null)} ${quoted(UserAgent as string | null)}` : '';
  return common + texts + lineEnd;
}

/** As `strftime` writes it, for a clock that goes by a zone. */
export function logTime(instant: string, zoneMinutes: number): string {
  const local = new Date(Date.parse(instant) + zoneMinutes * 60_000).toISOString();
  const zone = Math.abs(zoneMinutes);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return (
    `${local.slice(8, 10)}/${months[Number(local.slice(5, 7)) - 1]}/${local.slice(0, 4)}:${local.slice(11, 19)} ` +
    `${zoneMinutes < 0 ? '-' : '+'}${two(zone / 60)}${two(zone % 60)}`
  );
}

const named: Readonly<Record<string, string>> = {
  '\b': 'b',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\v': 'v',
  '"': '"',
  '\\': '\\',
};

/** What `ap_escape_logitem` of Apache does; some other servers leave bytes beyond ASCII as they are. */
export function escapeLogText(text: string, escapesAll: boolean): string {
  return Array.from(Buffer.from(text).toString('latin1'), (byte) => {
    const code = byte.charCodeAt(0);
    if (byte in named) return `\\${named[byte]}`;
    const isBare = (code >= 0x20 && code < 0x7f) || (code >= 0x80 && !escapesAll);
    return isBare ? byte : `\\x${code.toString(16).padStart(2, '0')}`;
  }).join('');
}

/** The bytes of UTF-8, a character for each. */
export function latin1Of<Value>(value: Value): Value | string {
  return typeof value === 'string' ? Buffer.from(value).toString('latin1') : value;
}
