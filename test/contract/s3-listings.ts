import { DeleteObjectsCommand, ListObjectsV2Command, type ListObjectsV2CommandInput } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { s3Api } from './pages.ts';
import type { Row } from './row.ts';
import { ownFolder, putObject } from './s3-objects.ts';
import type { Target } from './target.ts';

/** Puts the keys into a folder of their own; lists answer without the folder's name. */
async function folderWith(target: Target, names: string[]) {
  const folder = ownFolder();
  for (const name of names) await putObject(target, folder + name, { Body: name });
  const short = (key: string | undefined): string => key!.slice(folder.length);
  return {
    folder,
    async list(input: Partial<ListObjectsV2CommandInput> = {}) {
      const { Prefix = '', StartAfter, ...rest } = input;
      const page = await target.s3.send(
        new ListObjectsV2Command({
          Bucket: target.bucket,
          ...rest,
          Prefix: folder + Prefix,
          ...(StartAfter && { StartAfter: folder + StartAfter }),
        }),
      );
      return {
        keys: (page.Contents ?? []).map(({ Key }) => short(Key)),
        folders: (page.CommonPrefixes ?? []).map((common) => short(common.Prefix)),
        count: page.KeyCount,
        next: page.NextContinuationToken,
        isTruncated: page.IsTruncated,
        contents: page.Contents ?? [],
      };
    },
  };
}

export const s3ListingRows: Row[] = [
  {
    statement: 'ListObjectsV2 lists in the order of UTF-8 bytes',
    mark: 'D',
    source: s3Api('ListObjectsV2'),
    async check(target) {
      // In UTF-16, as JavaScript compares, the last two stand the other way round.
      const ordered = ['-', '0', 'A', 'b', 'b-', 'b0', 'ä', '\uffee', '\u{1f600}'];
      const { list } = await folderWith(target, [...ordered].reverse());
      expect((await list()).keys).toEqual(ordered);
    },
  },
  {
    statement: 'It pages by MaxKeys and a continuation token',
    mark: 'D',
    source: s3Api('ListObjectsV2'),
    async check(target) {
      const names = Array.from({ length: 7 }, (_, at) => `k${at}`);
      const { list } = await folderWith(target, names);
      const pages = [];
      for (let ContinuationToken: string | undefined; ; ) {
        const page = await list({ MaxKeys: 3, ContinuationToken });
        pages.push(page.keys);
        expect([page.count, page.isTruncated]).toEqual([page.keys.length, page.next !== undefined]);
        if (!page.next) break;
        ContinuationToken = page.next;
      }
      expect(pages).toEqual([names.slice(0, 3), names.slice(3, 6), names.slice(6)]);
    },
  },
  {
    statement: 'Prefix and Delimiter roll keys up into CommonPrefixes; StartAfter begins after a key',
    mark: 'D',
    source: s3Api('ListObjectsV2'),
    async check(target) {
      const { list } = await folderWith(target, ['a', 'b/1', 'b/2', 'c/1', 'd']);
      expect(await list({ Delimiter: '/' })).toMatchObject({ keys: ['a', 'd'], folders: ['b/', 'c/'], count: 4 });
      expect((await list({ Prefix: 'b/' })).keys).toEqual(['b/1', 'b/2']);
      expect((await list({ StartAfter: 'b/1' })).keys).toEqual(['b/2', 'c/1', 'd']);
      const [first, second] = [await list({ Delimiter: '/', MaxKeys: 2 }), await list({ Delimiter: '/', MaxKeys: 4 })];
      expect([first.keys, first.folders, first.isTruncated]).toEqual([['a'], ['b/'], true]);
      expect(second.isTruncated).toBe(false);
    },
  },
  {
    statement: 'It tells size, ETag and time of each object',
    mark: 'D',
    source: s3Api('ListObjectsV2'),
    async check(target) {
      const { list } = await folderWith(target, ['four']);
      const [object] = (await list()).contents;
      expect(object).toMatchObject({ Size: 4, ETag: '"8cbad96aced40b3838dd9f07f6ef5772"', StorageClass: 'STANDARD' });
      expect(Math.abs(object!.LastModified!.getTime() - target.now())).toBeLessThan(600_000);
    },
  },
  {
    statement: 'DeleteObjects deletes what is there and what is not, and says so unless Quiet',
    mark: 'D',
    source: s3Api('DeleteObjects'),
    async check(target) {
      const { folder, list } = await folderWith(target, ['a', 'b & <c>', 'd']);
      const remove = (names: string[], Quiet: boolean) => {
        const Delete = { Objects: names.map((name) => ({ Key: folder + name })), Quiet };
        return target.s3.send(new DeleteObjectsCommand({ Bucket: target.bucket, Delete }));
      };
      const told = await remove(['a', 'b & <c>', 'absent'], false);
      expect(told.Deleted!.map(({ Key }) => Key!.slice(folder.length)).sort()).toEqual(['a', 'absent', 'b & <c>']);
      expect((await remove(['d'], true)).Deleted).toBeUndefined();
      expect((await list()).keys).toEqual([]);
    },
  },
];
