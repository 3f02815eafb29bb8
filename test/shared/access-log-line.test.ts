import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAccessLine } from '../../shared/access-log-line.ts';
import { parsePlainLine } from '../../shared/access-log-plain-line.ts';
import type { AccessFields } from '../../shared/access-log-record.ts';
import { latin1Of, logLine, logParts } from '../support/geo-log-generator.ts';
import { badLines, goodLines, usualFields } from '../support/geo-log-lines.ts';

describe('a line of an access log', () => {
  it.each(goodLines)('is read: %s', (_, line, fields) => {
    expect(parseAccessLine(line)).toEqual({ result: 'Ok', fields: { ...usualFields, ...fields } });
  });

  it.each(badLines)('is refused, with the place: $name', ({ line, reason, path, position }) => {
    const failure = { result: 'ProcessingFailed', reason, position, ...(path !== undefined && { path }) };
    expect(parseAccessLine(line)).toEqual(failure);
  });

  it('is tried in at least 60 forms', () => {
    const lines = [...goodLines.map(([, line]) => line), ...badLines.map(({ line }) => line)];
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.length).toBeGreaterThanOrEqual(60);
    console.log(`access log lines in the table: ${goodLines.length} good, ${badLines.length} bad`);
  });

  it('comes back as the parts that it was written from', () => {
    fc.assert(
      fc.property(logParts, (parts) => {
        const expected: AccessFields = {
          ...parts.fields,
          Path: latin1Of(parts.fields.Path),
          Referer: latin1Of(parts.fields.Referer),
          UserAgent: latin1Of(parts.fields.UserAgent),
        };
        expect(parseAccessLine(logLine(parts))).toEqual({ result: 'Ok', fields: expected });
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('any bytes', () => {
  const pieces = fc.constantFrom(
    ...[
      '11.44.0.7',
      ' ',
      ' - - ',
      '[',
      ']',
      '[10/Oct/2000:13:55:36 -0700]',
      '"',
      ' "',
      '" ',
      '\\',
      '\\"',
      '\\x',
      '-',
      '\n',
      '\r',
      '\t',
    ],
    ...[
      'GET / HTTP/1.1',
      'HTTP/1.1',
      ' 200 ',
      ' 200 5',
      '9',
      '\xff',
      '\x00',
      '\x7f',
      '\xc3\xa9',
      'é',
      ' "r" "u"',
      '[10/Oct/2000:13:55:36 -0700] "',
    ],
  );
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join('')),
    // A good line, with a few bytes put over it.
    fc
      .tuple(
        fc.oneof(logParts.map(logLine), fc.constantFrom(...goodLines.map(([, line]) => line))),
        fc.array(fc.tuple(fc.nat(200), pieces), { maxLength: 2 }),
      )
      .map(([line, changes]) =>
        changes.reduce((text, [at, piece]) => text.slice(0, at) + piece + text.slice(at + piece.length), line),
      ),
  );

  it('are a line or refused at a place within them', () => {
    fc.assert(
      fc.property(anyBytes, (line) => {
        const read = parseAccessLine(line);
        if (read.result === 'Ok') return;
        expect(read.position).toBeGreaterThanOrEqual(0);
        expect(read.position).toBeLessThanOrEqual(line.length);
      }),
      { numRuns: 5_000 },
    );
  });

  it('mean to the quick reader what they mean to the careful one, where it reads them', () => {
    let plain = 0;
    fc.assert(
      fc.property(anyBytes, (line) => {
        const fields = parsePlainLine(line);
        if (fields === undefined) return;
        plain += 1;
        expect(parseAccessLine(line)).toEqual({ result: 'Ok', fields });
      }),
      { numRuns: 5_000 },
    );
    expect(plain).toBeGreaterThan(100);
  });

  const megabyte = 1_048_576;
  const head = '11.44.0.7 - - [10/Oct/2000:13:55:36 -0700] "';
  const hostile: [name: string, make: (bytes: number) => string][] = [
    ['a good line with a long path', (bytes) => `${head}GET /${'a'.repeat(bytes)} HTTP/1.1" 200 1 "-" "-"`],
    ['one word', (bytes) => 'a'.repeat(bytes)],
    ['spaces', (bytes) => ' '.repeat(bytes)],
    ['quotes', (bytes) => '"'.repeat(bytes)],
    ['backslashes in a request', (bytes) => head + '\\'.repeat(bytes)],
    ['backslashes and quotes in a request', (bytes) => head + '\\\\\\"'.repeat(bytes / 4)],
    ['escapes in a user agent', (bytes) => `${head}GET / HTTP/1.1" 200 1 "-" "${'\\xff'.repeat(bytes / 4)}"`],
    ['spaces in a request', (bytes) => `${head}GET${' '.repeat(bytes)}`],
    ['protocols in a request', (bytes) => `${head}GET${' HTTP/1.1'.repeat(bytes / 9)}" 200`],
    ['times in a user', (bytes) => `11.44.0.7 - a${' [10/Oct/2000:13:55:36 -070'.repeat(bytes / 27)}`],
    ['open brackets in a user', (bytes) => `11.44.0.7 - ${' ['.repeat(bytes / 2)}`],
    ['digits', (bytes) => `${head}GET / HTTP/1.1" 200 ${'1'.repeat(bytes)}`],
    ['newlines', (bytes) => '\n'.repeat(bytes)],
  ];

  function milliseconds(line: string): number {
    const times = Array.from({ length: 3 }, () => {
      const start = performance.now();
      parsePlainLine(line);
      parseAccessLine(line);
      return performance.now() - start;
    });
    return Math.min(...times);
  }

  it.each(hostile)('of 1 MB take linear time: %s', (name, make) => {
    // What V8 joined lazily it must write out first.
    const [small, large] = [megabyte / 8, megabyte].map((bytes) =>
      Buffer.from(make(bytes), 'latin1').toString('latin1'),
    );
    const [smallMs, largeMs] = [milliseconds(small!), milliseconds(large!)];
    console.log(`1 MB of ${name}: ${largeMs.toFixed(1)} ms`);
    // Quadratic time would be 64 times as much, and minutes.
    expect(largeMs).toBeLessThan(Math.max(24 * smallMs, 250));
  });
});
