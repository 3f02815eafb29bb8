import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOf, sampleRecords } from '../../cli/demo/access-log/samples.ts';
import { packaged } from '../support/packaged.ts';

const root = join(import.meta.dirname, '../..');
const scratch = mkdtempSync(join(tmpdir(), 'tributary-access-log-'));
const data = join(scratch, 'demo');
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const lines = 20_000;
const seed = 5;
const streams = ['access-log', 'access-log-csv'];

interface Counts {
  written: number;
  delivered: number;
  dropped: number;
  failed: number;
  lost: number;
  duplicated: number;
}

type Result = Counts & {
  streams: Record<string, Counts & Record<'rules' | 'reasons' | 'countries', Record<string, number>>>;
};

const tributary = (...args: string[]) =>
  promisify(execFile)(process.execPath, ['cli/tributary.ts', ...args], { cwd: root, maxBuffer: 64 << 20 });
const sumOf = (counts: Record<string, number>) => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** How many lines there are of each fate, by the generator of the lines. */
function fatesOf(stream: string): Record<string, number> {
  const fates: Record<string, number> = { row: 0, unlocated: 0, dropped: 0, failed: 0 };
  for (const { samples } of sampleRecords(stream, linesOf(stream, lines), seed, 0))
    for (const { fate } of samples) fates[fate]! += 1;
  return fates;
}

describe(`the demo of access logs, ${lines} lines, seed ${seed}`, () => {
  let result: Result;

  beforeAll(async () => {
    const { directory } = await packaged('dev', { accessLog: 'true' });
    const size = ['--lines', String(lines), '--seed', String(seed)];
    const place = ['--data', data, '--package', directory];
    const { stdout, stderr } = await tributary('demo', '--scenario', 'access-log', '--json', ...size, ...place);
    expect(stderr).toBe('');
    result = JSON.parse(stdout);
  });

  it('loses and repeats nothing: what was sent was delivered, dropped or failed', () => {
    expect(result).toMatchObject({ written: lines, lost: 0, duplicated: 0 });
    expect(result.delivered + result.dropped + result.failed).toBe(lines);
  });

  it.each(streams)('delivers, drops and refuses of %s exactly what it is to', (stream) => {
    const { written, delivered, dropped, failed, lost, duplicated } = result.streams[stream]!;
    const fates = fatesOf(stream);
    expect({ written, delivered, dropped, failed, lost, duplicated }).toEqual({
      written: linesOf(stream, lines),
      // The stage keeps whom the database does not know.
      delivered: fates.row! + fates.unlocated!,
      dropped: fates.dropped,
      failed: fates.failed,
      lost: 0,
      duplicated: 0,
    });
  });

  it.each(streams)('tells of %s why records were dropped and failed, and where the others come from', (stream) => {
    const { dropped, failed, delivered, rules, reasons, countries } = result.streams[stream]!;
    expect(sumOf(rules)).toBe(dropped);
    expect(sumOf(reasons)).toBe(failed);
    expect(sumOf(countries)).toBe(delivered);
    expect(Object.keys(rules)).toEqual(expect.arrayContaining(['PrivateAddress', 'DocumentationAddress']));
    expect(countries.KR).toBeGreaterThan(0);
  });

  it('puts what the database does not know under the country ZZ', () => {
    expect(result.streams['access-log']!.countries.ZZ).toBeGreaterThan(0);
  });

  it.each([
    ['access_log', 'access-log'],
    ['access_log_csv', 'access-log-csv'],
  ])('leaves %s behind for queries, after the stack has stopped', async (table, stream) => {
    const sql = `SELECT count(*) AS n, count(bytes) AS sizes, min("time") > '2020' AS recent FROM ${table}`;
    const { stdout } = await tributary('query', '--data', data, '--format', 'json', sql);
    expect(JSON.parse(stdout)).toMatchObject([{ recent: true }]);
    expect(stdout).toContain(String(result.streams[stream]!.delivered));
  });

  it('refuses a package without the delivery streams in words', async () => {
    const { directory } = await packaged('dev');
    const place = ['--data', join(scratch, 'without'), '--package', directory];
    const refused = tributary('demo', '--scenario', 'access-log', '--json', ...place);
    await expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('--param accessLog=true') });
  });
});
