import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { createS3ObjectStore } from '../../../functions/dlq-reprocessor/s3-object-store.ts';

interface Sent {
  name: string;
  input: Record<string, unknown>;
}

function refusal(status: number, name: string): S3ServiceException {
  return new S3ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode: status } });
}

/** A store on a client that answers from a list, and what was sent. An error in the list is thrown. */
function storeAnswering(...answers: unknown[]) {
  const sent: Sent[] = [];
  const client = new S3Client({ region: 'us-east-1' });
  client.send = (async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
    sent.push({ name: command.constructor.name.replace('Command', ''), input: command.input });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer;
  }) as unknown as S3Client['send'];
  const store = createS3ObjectStore({ client, bucket: 'lake', owner: '123456789012', random: () => 0 });
  return { store, sent };
}

const body = Buffer.from('x');
const conflict = refusal(409, 'ConditionalRequestConflict');
const denied = refusal(403, 'AccessDenied');
const listing = (...keys: string[]) => ({
  Contents: keys.map((Key) => ({ Key, ETag: '"e"', Size: 1, LastModified: new Date(5) })),
});

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('the S3 store', () => {
  it('names the owner that the bucket must have in every call', async () => {
    const { store, sent } = storeAnswering({ Body: [] });
    await all(store.list('errors/'));
    await store.read('k', 'e');
    await store.putIfAbsent('k', body);
    await store.put('k', body);
    await store.copy('errors/a b', 'e', 'replayed/errors/a b');
    await store.delete('k', 'e');
    for (const { input } of sent) expect(input).toMatchObject({ Bucket: 'lake', ExpectedBucketOwner: '123456789012' });
    expect(
      sent.map(({ name, input: { Bucket: _b, ExpectedBucketOwner: _e, Body: _c, ...input } }) => ({ name, ...input })),
    ).toEqual([
      { name: 'ListObjectsV2', Prefix: 'errors/', StartAfter: undefined, ContinuationToken: undefined },
      { name: 'GetObject', Key: 'k', IfMatch: '"e"' },
      { name: 'PutObject', Key: 'k', IfNoneMatch: '*', ContentType: 'application/gzip' },
      { name: 'PutObject', Key: 'k', ContentType: 'application/gzip' },
      {
        name: 'CopyObject',
        Key: 'replayed/errors/a b',
        CopySource: 'lake/errors/a%20b',
        CopySourceIfMatch: '"e"',
        ExpectedSourceBucketOwner: '123456789012',
        IfNoneMatch: '*',
      },
      { name: 'DeleteObject', Key: 'k', IfMatch: '"e"' },
    ]);
  });

  it('goes from page to page of a listing', async () => {
    const { store, sent } = storeAnswering({ ...listing('a'), NextContinuationToken: 't' }, listing('b'));
    expect(await all(store.list('', 'start'))).toEqual([
      { key: 'a', etag: 'e', size: 1, lastModified: 5 },
      { key: 'b', etag: 'e', size: 1, lastModified: 5 },
    ]);
    expect(sent[1]!.input).toMatchObject({ ContinuationToken: 't' });
  });

  it('tries a conflicting write again, and gives up in the end', async () => {
    const twice = storeAnswering(conflict, conflict, {});
    expect(await twice.store.putIfAbsent('k', body)).toBe('written');
    expect(twice.sent).toHaveLength(3);
    const forever = storeAnswering(conflict);
    await expect(forever.store.putIfAbsent('k', body)).rejects.toThrow('ConditionalRequestConflict');
    expect(forever.sent).toHaveLength(6);
  });

  it.each([refusal(404, 'NoSuchKey'), refusal(412, 'PreconditionFailed')])('takes $name for gone', async (error) => {
    const { store } = storeAnswering(error);
    expect(await store.read('k', 'e')).toBeUndefined();
    await store.delete('k', 'e');
  });

  it('asks the listing what a 403 means: S3 says it of what is forbidden and of what is gone', async () => {
    expect(await storeAnswering(denied, listing()).store.read('k', 'e')).toBeUndefined();
    expect(await storeAnswering(denied, listing('k2')).store.read('k', 'e')).toBeUndefined();
    expect(await storeAnswering(denied, listing()).store.copy('k', 'e', 'to')).toBe(false);
    await storeAnswering(denied, listing()).store.delete('k', 'e');
    await expect(storeAnswering(denied, listing('k')).store.read('k', 'e')).rejects.toThrow('AccessDenied');
    await expect(storeAnswering(denied, listing('k')).store.delete('k', 'e')).rejects.toThrow('AccessDenied');
  });

  it('says what may be wrong with a bucket that S3 refuses', async () => {
    await expect(all(storeAnswering(denied).store.list('errors/'))).rejects.toThrow(
      "S3 refuses bucket lake: it is not account 123456789012's, or this function may not list errors/ in it.",
    );
  });

  it('asks the listing which of two conditions a copy failed on', async () => {
    const failed = refusal(412, 'PreconditionFailed');
    expect(await storeAnswering(failed, listing('k')).store.copy('k', 'e', 'to')).toBe(true);
    expect(await storeAnswering(failed, listing('k')).store.copy('k', 'older', 'to')).toBe(false);
    expect(await storeAnswering(failed, listing()).store.copy('k', 'e', 'to')).toBe(false);
  });

  it('throws what else S3 says', async () => {
    const slow = refusal(503, 'SlowDown');
    await expect(storeAnswering(slow).store.putIfAbsent('k', body)).rejects.toThrow('SlowDown');
    await expect(storeAnswering(slow).store.read('k')).rejects.toThrow('SlowDown');
    await expect(storeAnswering(slow).store.delete('k', 'e')).rejects.toThrow('SlowDown');
  });
});
