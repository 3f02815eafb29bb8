import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parkedReasons, readParkedEntry, writeParkedEntry } from '../../shared/error-object-parked.ts';

const original = Buffer.from(
  '{"rawData":"e30=","arrivalTimestamp":1,"n":1.00000000000000000001,",\\"record\\":":{"record":[]}}',
);
const entry = {
  object: 'errors/s/processing-failed/2026/07/13/14/x',
  line: 3,
  reason: 'SchemaViolation',
  path: 'Message',
  original,
} as const;

describe('a parked record', () => {
  it('shows reason, path and the error record to whoever reads it', () => {
    const line = writeParkedEntry(entry);
    expect(line.endsWith('}\n')).toBe(true);
    expect(JSON.parse(line)).toMatchObject({
      object: entry.object,
      line: 3,
      reason: 'SchemaViolation',
      path: 'Message',
      record: { rawData: 'e30=' },
    });
  });

  it('comes back byte for byte', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.nat(),
        fc.constantFrom(...parkedReasons),
        fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
        fc.jsonValue(),
        fc.uint8Array(),
        (object, line, reason, path, json, bytes) => {
          const kept =
            reason === 'Unreadable' ? Buffer.from(bytes) : Buffer.from(JSON.stringify({ json, record: json }));
          const written = writeParkedEntry({ object, line, reason, path, original: kept });
          expect(written.slice(0, -1)).not.toContain('\n');
          expect(readParkedEntry(Buffer.from(written.slice(0, -1)))).toEqual({
            object,
            line,
            reason,
            path,
            original: kept,
          });
        },
      ),
    );
    expect(readParkedEntry(Buffer.from(writeParkedEntry(entry).trim()))).toEqual(entry);
  });

  it.each([
    '',
    'x',
    '{}',
    '[]',
    '{"object":"o","line":1,"reason":"Unreadable"}',
    '{"object":"o","line":1,"reason":"Whim","record":{}}',
    '{"record": {},"object":"o","line":1,"reason":"InvalidJson"}',
  ])('is not read from %j', (text) => {
    expect(readParkedEntry(Buffer.from(text))).toBeUndefined();
  });
});
