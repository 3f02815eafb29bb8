import { createRequire } from 'node:module';

/** What the inline query made of one record. */
export type Extraction =
  | { ok: true; keys: Record<string, string> }
  | { ok: false; reason: 'not-json' | 'query-failed' | 'null-or-empty'; detail: string };

/** Runs the query over records, all at once; one extraction each. */
export type ExtractKeys = (records: Buffer[]) => Promise<Extraction[]>;

interface Jq {
  raw(input: string, program: string, options: string[]): string | undefined;
}

/** Each record arrives as a JSON string, so that one which is no JSON fails alone; each leaves exactly one line. */
const programOf = (query: string): string =>
  `(try {record: fromjson} catch {error: "not-json", detail: .}) | if .error then . else (try {keys: [.record | (${query}\n)]} catch {error: "query-failed", detail: tostring}) end`;

/**
 * The MetadataExtraction processor on `jq-web`. A call costs most of a millisecond and a record in it little, hence
 * batches.
 * https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-partitioning-keys.html
 */
export function createKeyExtraction(query: string): ExtractKeys {
  const loaded = loadJq();
  const program = programOf(query);
  return async (records) => {
    if (records.length === 0) return [];
    const jq = await loaded;
    const input = records.map((record) => JSON.stringify(record.toString('utf8'))).join('\n');
    const run = runJq(jq, input, program);
    if (!run.ok) return records.map(() => failed('query-failed', run.message));
    const { lines } = run;
    // `halt` in a query would end the whole run: then no record has an answer that can be trusted.
    return lines.length === records.length
      ? lines.map(readLine)
      : records.map(() => failed('query-failed', lines.join(' ')));
  };
}

/** The message with which jq refuses a query; undefined when it compiles. */
export async function compileError(query: string): Promise<string | undefined> {
  const jq = await loadJq();
  try {
    jq.raw('""', `if false then (${query}\n) else . end`, ['-c']);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Builtins that jq 1.7 and 1.8 brought; Firehose runs 1.6. https://jqlang.org/manual/ */
const NEWER_WORDS =
  /(?<![.$\w@])(pick|abs|toarray|have_literal_numbers|have_decnum|trim|ltrim|rtrim|trimstr|skip)\b(?!\s*:)/g;
const NEWER_FORMATS = /@(?:base32d|urid)\b/g;
/** With an argument these are new, without one they are old. */
const NEWER_WITH_ARGUMENT = /(?<![.$\w@])(?:debug|add)(?=\s*\()/g;

/** What in a query jq 1.6 does not know, as far as its words show it. */
export function newerThanJq16(query: string): string[] {
  const code = query.replace(/"(?:[^"\\]|\\.)*"/g, '""').replace(/#[^\n]*/g, '');
  const words = [NEWER_WORDS, NEWER_FORMATS, NEWER_WITH_ARGUMENT].flatMap((pattern) => code.match(pattern) ?? []);
  const count = (word: RegExp): number => code.match(word)?.length ?? 0;
  if (count(/(?<![.$\w])if\b/g) > count(/(?<![.$\w])else\b/g)) words.push('if without else');
  return [...new Set(words)];
}

function loadJq(): Promise<Jq> {
  // A CommonJS module whose export is a promise, which `import` would unwrap into nothing.
  return createRequire(import.meta.url)('jq-web') as Promise<Jq>;
}

function runJq(jq: Jq, input: string, program: string): { ok: true; lines: string[] } | { ok: false; message: string } {
  try {
    return { ok: true, lines: (jq.raw(input, program, ['-c']) ?? '').split('\n').filter((line) => line !== '') };
  } catch (error) {
    return { ok: false, message: String((error as Error).message) };
  }
}

const failed = (reason: 'not-json' | 'query-failed' | 'null-or-empty', detail: string): Extraction => ({
  ok: false,
  reason,
  detail,
});

function readLine(line: string): Extraction {
  const {
    error,
    detail,
    keys: outputs,
  } = JSON.parse(line) as { error?: 'not-json' | 'query-failed'; detail?: string; keys?: unknown[] };
  if (error) return failed(error, String(detail));
  const [output] = outputs ?? [];
  if (typeof output !== 'object' || output === null || Array.isArray(output)) {
    return failed('query-failed', 'the query answers no object');
  }
  const keys: Record<string, string> = {};
  for (const [name, value] of Object.entries(output)) {
    if (value === null || value === '' || typeof value === 'object') return failed('null-or-empty', name);
    keys[name] = String(value);
  }
  return { ok: true, keys };
}
