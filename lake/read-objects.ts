import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { createJsonSplitter } from './json-splitter.ts';
import { LakeError } from './lake-error.ts';
import { isGzip, type LakeObject, listObjects } from './objects.ts';

const NEWLINE = 0x0a;

/**
 * Every row (one line, without its newline) of every object under a prefix, gzip or not, as bytes that hold until `visit` returns.
 * Throws {@link LakeError} that names an object that cannot be read to its end.
 */
export async function readRows(
  bucketDirectory: string,
  prefix: string,
  visit: (row: Buffer, object: LakeObject) => void,
): Promise<{ objects: number }> {
  return readEach(bucketDirectory, prefix, async (source, object) => {
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of source as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
        visit(bytes.subarray(start, end), object);
        start = end + 1;
      }
      rest = bytes.subarray(start);
    }
    if (rest.length > 0) visit(rest, object);
  });
}

/** A record that the transform or Firehose could not deliver, as its error object tells it. */
export interface FailedRecord {
  /** `Lambda.ProcessingFailedStatus` and the like; empty when the object has none. */
  errorCode: string;
  errorMessage: string;
  /** The record as it came, base64 undone. */
  rawData: Buffer;
}

/**
 * Every record of every error object under a prefix. The objects are concatenated with or without newlines between them;
 * the code's key differs by kind of failure. https://docs.aws.amazon.com/firehose/latest/dev/retry.html
 */
export async function readFailedRecords(
  bucketDirectory: string,
  prefix: string,
  visit: (record: FailedRecord, object: LakeObject) => void,
): Promise<{ objects: number }> {
  return readEach(bucketDirectory, prefix, async (source, object) => {
    const splitter = createJsonSplitter();
    for await (const chunk of source as AsyncIterable<Buffer>) {
      for (const text of splitter.push(chunk)) visit(failedRecord(text), object);
    }
    splitter.end();
  });
}

function failedRecord(text: Buffer): FailedRecord {
  const fields = JSON.parse(text.toString('utf8')) as Record<string, unknown>;
  const firstText = (...names: string[]) =>
    names.map((name) => fields[name]).find((value) => typeof value === 'string') ?? '';
  if (typeof fields.rawData !== 'string') throw new LakeError('a record without rawData');
  return {
    errorCode: String(firstText('errorCode', 'lastErrorCode', 'ErrorCode')),
    errorMessage: String(firstText('errorMessage', 'lastErrorMessage', 'ErrorMessage')),
    rawData: Buffer.from(fields.rawData, 'base64'),
  };
}

async function readEach(
  bucketDirectory: string,
  prefix: string,
  read: (source: Readable, object: LakeObject) => Promise<void>,
): Promise<{ objects: number }> {
  let objects = 0;
  for await (const object of listObjects(bucketDirectory, prefix)) {
    objects += 1;
    try {
      const file = createReadStream(object.path);
      // Node's gunzip reads on through the members of a multi-member file and fails on one that is cut off.
      if (await isGzip(object.path))
        await pipeline(file, createGunzip(), (source) => read(source as unknown as Readable, object));
      else await pipeline(file, (source) => read(source as unknown as Readable, object));
    } catch (error) {
      throw new LakeError(
        `The object ${object.key} cannot be read: ${error instanceof Error ? error.message : error}`,
        { cause: error },
      );
    }
  }
  return { objects };
}
