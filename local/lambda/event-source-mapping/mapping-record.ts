import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MappingProperties } from './configuration.ts';

/** What is kept of a mapping beside its checkpoints. */
export interface MappingRecord {
  uuid: string;
  properties: MappingProperties;
  /** Of the template, which brings it up again at the next start, or leaves it out. */
  isOfTemplate: boolean;
  /** Milliseconds since the epoch, by the stack's clock. */
  modifiedMs: number;
}

/** The folders of all mappings, one each. A folder without a record belongs to a creation that never finished. */
export interface MappingFolders {
  all(): MappingRecord[];
  /** Replaces the record whole. */
  write(record: MappingRecord): void;
  create(uuid: string): void;
  remove(uuid: string): void;
  checkpointPath(uuid: string): string;
}

const RECORD = 'mapping.json';

export function createMappingFolders(directory: string): MappingFolders {
  mkdirSync(directory, { recursive: true });
  const path = (uuid: string, file = ''): string => join(directory, uuid, file);
  const read = (uuid: string): MappingRecord[] => {
    try {
      return [JSON.parse(readFileSync(path(uuid, RECORD), 'utf8')) as MappingRecord];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  };
  return {
    all: () => readdirSync(directory).flatMap(read),
    write(record) {
      writeFileSync(path(record.uuid, `${RECORD}.new`), JSON.stringify(record), { flush: true });
      renameSync(path(record.uuid, `${RECORD}.new`), path(record.uuid, RECORD));
    },
    create: (uuid) => void mkdirSync(path(uuid), { recursive: true }),
    remove: (uuid) => rmSync(path(uuid), { recursive: true, force: true }),
    checkpointPath: (uuid) => path(uuid, 'checkpoints'),
  };
}
