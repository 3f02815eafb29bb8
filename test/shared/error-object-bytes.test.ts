import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ErrorObjectRefused, expand } from '../../shared/error-object-bytes.ts';
import { inChunks } from '../support/chunks.ts';

const roomy = { compressedBytesMax: 1e9, expandedBytesMax: 1e9, lineBytesMax: 1e6 };

async function read(chunks: AsyncIterable<Uint8Array>, limits = roomy): Promise<{ text: string; refused?: string }> {
  const got: Buffer[] = [];
  try {
    for await (const chunk of expand(chunks, limits)) got.push(chunk);
  } catch (error) {
    if (!(error instanceof ErrorObjectRefused)) throw error;
    return { text: Buffer.concat(got).toString(), refused: error.code };
  }
  return { text: Buffer.concat(got).toString() };
}

describe('the bytes of an error object', () => {
  it('are what they are, unless they begin with the gzip magic', async () => {
    expect(await read(inChunks(Buffer.from('plain')))).toEqual({ text: 'plain' });
    expect(await read(inChunks(Buffer.from([0x1f])))).toEqual({ text: '\x1f' });
    expect(await read(inChunks(Buffer.alloc(0)))).toEqual({ text: '' });
  });

  it.each([[[]], [[1]], [[1, 2, 3]], [Array.from({ length: 200 }, (_, at) => at)]])(
    'are expanded from several gzip members, cut at %j',
    async (cuts) => {
      const body = Buffer.concat([gzipSync('one'), gzipSync(''), gzipSync('two')]);
      expect(await read(inChunks(body, cuts))).toEqual({ text: 'onetwo' });
    },
  );

  it.each([
    ['a member cut off', gzipSync('x'.repeat(100)).subarray(0, -5)],
    [
      'a wrong checksum',
      Buffer.from(gzipSync('one').map((byte, at, all) => (at === all.length - 6 ? byte ^ 1 : byte))),
    ],
    ['the magic and no more', Buffer.from([0x1f, 0x8b])],
    ['text after a member', Buffer.concat([gzipSync('one'), Buffer.from('{"a":1}')])],
    [
      'a zero and a member after a member, which zlib passes over',
      Buffer.concat([gzipSync('one'), Buffer.alloc(1), gzipSync('two')]),
    ],
  ])('are refused with %s', async (_what, body) => {
    expect(await read(inChunks(body))).toMatchObject({ refused: 'BrokenGzip' });
    expect(await read(inChunks(body, [...body.keys()]))).toMatchObject({ refused: 'BrokenGzip' });
  });

  it('are refused beyond the limit of what lies in S3', async () => {
    const limits = { ...roomy, compressedBytesMax: 4 };
    expect(await read(inChunks(Buffer.from('1234')), limits)).toEqual({ text: '1234' });
    expect(await read(inChunks(Buffer.from('12345'), [3]), limits)).toMatchObject({ refused: 'CompressedTooLarge' });
    expect(await read(inChunks(gzipSync('12345')), limits)).toMatchObject({ refused: 'CompressedTooLarge' });
  });

  it('are refused when 200 kB expand to 200 MB, long before they have', async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, '{}\n'));
    const limits = { ...roomy, expandedBytesMax: 1024 * 1024 };
    let expanded = 0;
    const reading = async () => {
      for await (const chunk of expand(inChunks(bomb), limits)) expanded += chunk.length;
    };
    await expect(reading()).rejects.toThrow('expands to more than 1048576 bytes');
    expect(expanded).toBeLessThanOrEqual(1024 * 1024);
  });

  it('end their source when the reader leaves early', async () => {
    for (const body of [Buffer.from('plain text'), gzipSync(Buffer.from('plain text'))]) {
      let ended = false;
      const source = async function* () {
        try {
          for (;;) yield body;
        } finally {
          ended = true;
        }
      };
      for await (const _chunk of expand(source(), roomy)) break;
      expect(ended).toBe(true);
    }
  });

  it('pass on what the source throws', async () => {
    const torn = async function* () {
      yield gzipSync('one').subarray(0, 8);
      throw new Error('connection reset');
    };
    await expect(read(torn())).rejects.toThrow('connection reset');
  });
});
