import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { formatShardId } from './shard-id.ts';
import { type StreamState, streamState } from './stream-state.ts';

const STATE_FILE = 'stream.json';
/** Cannot end the folder of a stream: {@link folderName} never yields a dot. */
const DELETED = '.deleted';

export type LoadedStream = { ok: true; state: StreamState } | { ok: false; name: string; reason: string };

/** The folders of all streams: `<directory>/<stream>/stream.json` and `<directory>/<stream>/shardId-…/<offset>.log`. */
export interface StreamFiles {
  /** Every stream there is, and removes what a deletion left behind. */
  load(): LoadedStream[];
  /** Replaces the state in one atomic rename. */
  save(state: StreamState): void;
  remove(name: string): void;
  shardDirectory(name: string, shardIndex: number): string;
}

export function createStreamFiles(directory: string): StreamFiles {
  const folder = (name: string) => join(directory, folderName(name));
  return {
    load() {
      mkdirSync(directory, { recursive: true });
      const names: string[] = [];
      for (const entry of readdirSync(directory)) {
        if (entry.endsWith(DELETED)) rmSync(join(directory, entry), { recursive: true, force: true });
        else if (existsSync(join(directory, entry, STATE_FILE))) names.push(streamName(entry));
      }
      return names.map((name) => loadState(name, folder(name)));
    },
    save(state) {
      mkdirSync(folder(state.name), { recursive: true });
      const path = join(folder(state.name), STATE_FILE);
      const temporary = `${path}.new`;
      const fd = openSync(temporary, 'w');
      try {
        // Unlike a record, this is written seldom, and without it no record could be found: it is synced.
        writeFileSync(fd, JSON.stringify(state, null, 2));
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
      renameSync(temporary, path);
    },
    remove(name) {
      const deleted = folder(name) + DELETED;
      renameSync(folder(name), deleted);
      rmSync(deleted, { recursive: true, force: true });
    },
    shardDirectory: (name, shardIndex) => join(folder(name), formatShardId(shardIndex)),
  };
}

function loadState(name: string, folder: string): LoadedStream {
  const path = join(folder, STATE_FILE);
  const refuse = (reason: string): LoadedStream => ({
    ok: false,
    name,
    reason: `The Kinesis stream ${name} cannot be read: ${path} ${reason}. Delete the stream (DeleteStream) or restore the file. Other streams are not affected.`,
  });
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return refuse('is not JSON');
  }
  const parsed = streamState.safeParse(json);
  if (parsed.success) return { ok: true, state: parsed.data };
  const { path: where, message } = parsed.error.issues[0]!;
  return refuse(`is not of this version (${where.join('.')}: ${message})`);
}

/** Stream names may be `.` or `..` and differ by case only, which some file systems do not tell apart. */
function folderName(name: string): string {
  return name.replace(/[^a-z0-9_-]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function streamName(folder: string): string {
  return folder.replace(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
