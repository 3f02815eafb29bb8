import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Checkpoints } from './checkpoint-saver.ts';

/** The checkpoints of one delivery stream in one small file, replaced whole: a reader finds the old or the new ones. */
export interface CheckpointFile {
  /** Undefined when nothing was ever saved. Throws when the file holds anything else than what `save` writes. */
  load(): Checkpoints | undefined;
  save(checkpoints: Checkpoints): Promise<void>;
}

export function createCheckpointFile(path: string): CheckpointFile {
  return {
    load() {
      const text = readIfThere(path);
      if (text === undefined) return undefined;
      const [checksum, json] = text.split('\n');
      if (json === undefined || checksum !== checksumOf(json)) {
        throw new Error(
          `${path} is damaged. Delete it to read the source from now on, or its delivery stream's folder to start over.`,
        );
      }
      return JSON.parse(json) as Checkpoints;
    },
    async save(checkpoints) {
      const json = JSON.stringify(checkpoints);
      const file = await open(`${path}.new`, 'w');
      try {
        await file.writeFile(`${checksumOf(json)}\n${json}`);
        await file.datasync();
      } finally {
        await file.close();
      }
      await rename(`${path}.new`, path);
    },
  };
}

const checksumOf = (json: string): string => crc32(json).toString(16).padStart(8, '0');

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
