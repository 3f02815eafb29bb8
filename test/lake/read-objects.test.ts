import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonSplitter } from '../../lake/json-splitter.ts';
import { readFailedRecords, readRows } from '../../lake/read-objects.ts';
import { temporaryBucket } from './fixture.ts';

const SEED = 20260714;

async function rowsOf(directory: string, prefix: string): Promise<string[]> {
  const rows: string[] = [];
  await readRows(directory, prefix, (row, { key }) => rows.push(`${key}: ${row}`));
  return rows;
}

describe('rows of objects', () => {
  it('are read line by line, through every member of gzip, with or without a last newline', async () => {
    const bucket = temporaryBucket();
    bucket.put('a/1.gz', Buffer.concat([gzipSync('one\ntw'), gzipSync('o\n')]));
    bucket.put('a/2', Buffer.from('three\nfour'));
    bucket.put('a/3', Buffer.from(''));
    bucket.put('ab/4', Buffer.from('elsewhere\n'));
    expect(await rowsOf(bucket.directory, 'a/')).toEqual(['a/1.gz: one', 'a/1.gz: two', 'a/2: three', 'a/2: four']);
    expect(await rowsOf(bucket.directory, 'a')).toHaveLength(5);
    expect(await rowsOf(bucket.directory, 'nothing/')).toEqual([]);
  });

  it('are read whole across the chunks of a large object', async () => {
    const bucket = temporaryBucket();
    const rows = Array.from({ length: 5000 }, (_, index) => `${index} ${'é'.repeat(index % 97)}`);
    bucket.putRows('a/1.gz', rows);
    expect(await rowsOf(bucket.directory, 'a/')).toEqual(rows.map((row) => `a/1.gz: ${row}`));
  });

  it('of an object that is cut off are an error that names it', async () => {
    const bucket = temporaryBucket();
    bucket.put('a/torn.gz', gzipSync('row\n'.repeat(1000)).subarray(0, 30));
    await expect(rowsOf(bucket.directory, 'a/')).rejects.toThrow(/a\/torn\.gz cannot be read: unexpected end/);
  });
});

describe('failed records', () => {
  const error = (fields: object) =>
    JSON.stringify({ attemptsMade: 4, rawData: Buffer.from('raw').toString('base64'), ...fields });

  it('are found one by one, with and without newlines between them, whatever the code is called', async () => {
    const bucket = temporaryBucket();
    bucket.put(
      'errors/chat/processing-failed/2026/x',
      gzipSync(
        `${error({ errorCode: 'A', errorMessage: 'braces } { and "quotes"' })}\n${error({ lastErrorCode: 'B' })}${error({ ErrorCode: 'C' })}`,
      ),
    );
    bucket.put('errors/chat/format-conversion-failed/2026/x', Buffer.from(`${error({})}\n`));
    const found: string[] = [];
    const { objects } = await readFailedRecords(bucket.directory, 'errors/chat/', ({ errorCode, rawData }) =>
      found.push(`${errorCode} ${rawData}`),
    );
    expect(objects).toBe(2);
    expect(found).toEqual([' raw', 'A raw', 'B raw', 'C raw']);
  });

  it.each(['{"errorCode":"A"}', '{"rawData":"eA=="', 'text', '{"rawData":1}'])(
    'in an object with %j are an error that names it',
    async (text) => {
      const bucket = temporaryBucket();
      bucket.put('errors/x', Buffer.from(text));
      await expect(readFailedRecords(bucket.directory, 'errors/', () => {})).rejects.toThrow(
        /errors\/x cannot be read/,
      );
    },
  );

  it(`are cut apart the same however the bytes arrive (seed ${SEED})`, () => {
    const objects = fc.array(
      fc.dictionary(
        fc.string(),
        fc.anything({ maxDepth: 2 }).filter((value) => JSON.stringify(value) !== undefined),
      ),
    );
    fc.assert(
      fc.property(
        objects,
        fc.array(fc.integer({ min: 1, max: 7 })),
        fc.constantFrom('', '\n', ' \r\n\t'),
        (values, sizes, between) => {
          const texts = values.map((value) => JSON.stringify(value));
          const bytes = Buffer.from(texts.map((text) => text + between).join(''));
          const splitter = createJsonSplitter();
          const found: string[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = sizes[turn % sizes.length] ?? bytes.length;
            found.push(...splitter.push(bytes.subarray(at, at + size)).map(String));
            at += size;
          }
          splitter.end();
          expect(found).toEqual(texts);
        },
      ),
      { seed: SEED, numRuns: 300 },
    );
  });
});
