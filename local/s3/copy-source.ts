import { judgeRead, preconditionFailed } from './conditions.ts';
import { invalidArgument, noSuchKey, notImplemented } from './errors.ts';
import type { ObjectStore, OpenObject } from './object-store.ts';
import { percentDecode } from './request.ts';

export interface CopySource {
  bucket: string;
  key: string;
}

/** Reads `x-amz-copy-source`: `[/]bucket/key`, percent-encoded. https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export function parseCopySource(header: string): CopySource {
  const [path = '', version] = header.split('?');
  if (version !== undefined) throw notImplemented('a copy source with a version', 'It keeps no versions.');
  const found = /^\/?([^/]+)\/(.+)$/s.exec(percentDecode(path));
  if (found) return { bucket: found[1]!, key: found[2]! };
  throw invalidArgument(
    'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
    'x-amz-copy-source',
    header,
  );
}

/** Hands an open source to `use` and closes it after. Throws `NoSuchKey`, and `PreconditionFailed` by the `x-amz-copy-source-if-*` headers. */
export async function withCopySource<Result>(
  store: ObjectStore,
  source: CopySource,
  headers: Record<string, string>,
  use: (object: OpenObject) => Promise<Result>,
): Promise<Result> {
  const object = await store.open(source.bucket, source.key);
  if (!object) throw noSuchKey(source.key);
  try {
    if (judgeRead(headers, object.record, 'x-amz-copy-source-') !== 'ok') {
      throw preconditionFailed('x-amz-copy-source-If-*');
    }
    return await use(object);
  } finally {
    await object.handle.close();
  }
}
