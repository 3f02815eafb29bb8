import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ErrorObjectLimits, errorObjectLimits } from '../../shared/error-object-bytes.ts';
import { createSplitter, readPieces } from '../../shared/error-object-lines.ts';
import { chunksOf, inChunks } from '../support/chunks.ts';

async function piecesOf(body: Buffer | string, limits: Partial<ErrorObjectLimits> = {}, cuts: number[] = []) {
  const pieces: unknown[] = [];
  for await (const { bytes, ...piece } of readPieces(inChunks(Buffer.from(body), cuts), {
    ...errorObjectLimits,
    ...limits,
  })) {
    pieces.push({ ...piece, text: bytes?.toString('latin1') });
  }
  return pieces;
}
const textsOf = async (body: Buffer | string) =>
  (await piecesOf(body)).map((piece) => (piece as { text?: string }).text);

describe('the lines of an error object', () => {
  it.each<[string, string, string[]]>([
    ['newlines between', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['no newline at the end', '{"a":1}\n{"b":2}', ['{"a":1}', '{"b":2}']],
    ['nothing between', '{"a":1}{"b":2}{"c":{"d":{}}}', ['{"a":1}', '{"b":2}', '{"c":{"d":{}}}']],
    ['spaces, CRLF and empty lines', ' {"a":1} \r\n\r\n\t{"b":2}\r\n', ['{"a":1}', '{"b":2}']],
    [
      'braces, quotes and backslashes in strings',
      '{"a":"}{\\"}{\\\\"}{"b":"\\\\"}',
      ['{"a":"}{\\"}{\\\\"}', '{"b":"\\\\"}'],
    ],
    ['something else between', 'x{"a":1},{"b":2}y "z{"\n}', ['x', '{"a":1}', ',', '{"b":2}', 'y "z', '{"', '}']],
    ['a torn line', '{"a":"b\n{"c":1}\n', ['{"a":"b', '{"c":1}']],
    ['nothing', '', []],
    ['blanks', ' \n\t\r\n', []],
  ])('are told apart with %s', async (_what, body, texts) => {
    expect(await textsOf(body)).toEqual(texts);
  });

  it('carry their ordinal, line and length', async () => {
    expect(await piecesOf('\n{"a":1}{"b":22}\n\nx\n')).toEqual([
      { ordinal: 0, line: 2, length: 7, text: '{"a":1}' },
      { ordinal: 1, line: 2, length: 8, text: '{"b":22}' },
      { ordinal: 2, line: 4, length: 1, text: 'x' },
    ]);
  });

  it('are not kept when too long, and harm neither neighbour', async () => {
    const long = `{"a":"${'}{'.repeat(1000)}"}`;
    expect(await piecesOf(`{"b":1}${long}{"c":2}\n${long}\n{"d":3}`, { lineBytesMax: 100 }, [50, 60, 1000])).toEqual([
      { ordinal: 0, line: 1, length: 7, text: '{"b":1}' },
      { ordinal: 1, line: 1, length: long.length, text: undefined },
      { ordinal: 2, line: 1, length: 7, text: '{"c":2}' },
      { ordinal: 3, line: 2, length: long.length, text: undefined },
      { ordinal: 4, line: 3, length: 7, text: '{"d":3}' },
    ]);
  });

  it('of 100 MB are passed over in the memory of one chunk', () => {
    const splitter = createSplitter(1_000);
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const before = process.memoryUsage().arrayBuffers;
    expect(splitter.push(Buffer.from('{"a":1}\n{"rawData":"'))).toHaveLength(1);
    for (let megabyte = 0; megabyte < 100; megabyte += 1) expect(splitter.push(Buffer.from(chunk))).toEqual([]);
    expect(splitter.push(Buffer.from('"}\n{"b":2}\n'))).toMatchObject([
      { line: 2, length: 100 * 1024 * 1024 + 14 },
      { line: 3 },
    ]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(120 * 1024 * 1024);
  });

  it('take time in proportion to the bytes, whatever the chunks', () => {
    const bytes = Buffer.from(`{"rawData":"${'A'.repeat(2_000_000)}"}\n`);
    const secondsInChunksOf = (size: number) => {
      const splitter = createSplitter(16 * 1024 * 1024);
      const startedAt = performance.now();
      for (const chunk of chunksOf(bytes, size)) splitter.push(chunk);
      return (performance.now() - startedAt) / 1000;
    };
    // A quadratic splitter would take minutes for a chunk per byte.
    expect(secondsInChunksOf(1)).toBeLessThan(5);
    expect(secondsInChunksOf(65_536)).toBeLessThan(1);
  });
});

const value = fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' });
const object = fc.dictionary(fc.string({ unit: 'binary' }), value).map((held) => JSON.stringify(held));
const noise = fc.oneof(
  fc.constantFrom('', '\n', '\r\n', ' ', '\t', '\\', '"', '{', '}', '{"', 'x', '\n{"torn":"', ',', '\u0000'),
  fc.string({ unit: 'binary' }),
);
const body = fc
  .array(
    fc.oneof(
      object,
      noise,
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    ),
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))))
  // Which would make it gzip.
  .filter((bytes) => !(bytes[0] === 0x1f && bytes[1] === 0x8b));
const cuts = fc.array(fc.nat(600));
const limits = { compressedBytesMax: 1e6, expandedBytesMax: 1e6, lineBytesMax: 64 };

describe('however an error object comes in chunks', () => {
  it('it gives the same pieces', async () => {
    await fc.assert(
      fc.asyncProperty(body, cuts, async (bytes, at) => {
        expect(await piecesOf(bytes, limits, at)).toEqual(await piecesOf(bytes, limits));
      }),
      { numRuns: 500 },
    );
  });

  it('it gives the same pieces from gzip of several members, or from none', async () => {
    await fc.assert(
      fc.asyncProperty(body, cuts, cuts, async (bytes, members, at) => {
        const zipped = Buffer.concat([...inChunks.split(bytes, members)].map((member) => gzipSync(member)));
        expect(await piecesOf(zipped, limits, at)).toEqual(await piecesOf(bytes, limits));
      }),
      { numRuns: 300 },
    );
  });

  it('no byte but blanks between pieces is lost, and all objects are found', async () => {
    await fc.assert(
      fc.asyncProperty(body, async (bytes) => {
        const kept = (await textsOf(bytes)).join('');
        const blank = /[\n\r\t ]/g;
        expect(kept.replace(blank, '')).toBe(bytes.toString('latin1').replace(blank, ''));
      }),
      { numRuns: 500 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(object, fc.constantFrom('', '\n', '\r\n', ' '))), async (objects) => {
        const found = await textsOf(Buffer.from(objects.flat().join('')));
        expect(found).toEqual(objects.map(([text]) => Buffer.from(text).toString('latin1')));
      }),
      { numRuns: 300 },
    );
  });
});
