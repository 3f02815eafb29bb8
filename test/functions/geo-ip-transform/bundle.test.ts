import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplePath } from '../../../scripts/make-sample-mmdb.ts';
import { bundleFunction, type FunctionBundle } from '../../support/bundle-function.ts';

const root = join(import.meta.dirname, '../../..');
const directory = mkdtempSync(join(tmpdir(), 'tributary-geoip-'));
afterAll(() => rmSync(directory, { recursive: true }));

const runner = `
  const [bundle, event] = process.argv.slice(1);
  require(bundle).handler(JSON.parse(require('node:fs').readFileSync(event, 'utf8')), { awsRequestId: 'request-1' })
    .then((response) => require('node:fs').writeSync(3, JSON.stringify(response)));
`;

const environment = {
  DELIVERY_STREAM: 'access-log',
  PARTITION_KEYS: 'country,day',
  GEOIP_DATABASE: samplePath,
  GEOIP_DATABASE_AGE_DAYS_MAX: '36500',
  POWERTOOLS_SERVICE_NAME: 'geo-ip-transform',
  POWERTOOLS_METRICS_NAMESPACE: 'Tributary/test',
};

let bundle: FunctionBundle;
beforeAll(async () => {
  bundle = await bundleFunction('functions/geo-ip-transform/handler.ts');
  writeFileSync(join(directory, 'handler.cjs'), bundle.code);
});

/** Invokes the bundle once with a sample event, in a process that sees these variables and no others. */
function invoke(event: string, variables: Record<string, string> = {}) {
  const run = spawnSync(
    process.execPath,
    ['-e', runner, join(directory, 'handler.cjs'), join(root, `test/events/geo-ip-transform/${event}.json`)],
    {
      env: { ...environment, ...variables },
      cwd: directory,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
    },
  );
  const records = run.status === 0 ? JSON.parse(run.output[3] ?? '').records : [];
  return {
    verdicts: (records as { recordId: string; result: string }[]).map(
      ({ recordId, result }) => `${recordId} ${result}`,
    ),
    rows: (records as { data?: string }[]).flatMap(({ data }) =>
      data ? [JSON.parse(Buffer.from(data, 'base64').toString())] : [],
    ),
    log: `${run.stdout}${run.stderr}`,
    status: run.status,
  };
}

/** Of these, 30 kB are the parser of CSV, 18 kB the reader of databases. */
const bundleBytesMax = 130_000;

describe("the geo-IP transform's bundle", () => {
  it(`measures at most ${bundleBytesMax} bytes`, () => {
    expect(bundle.code.length).toBeLessThanOrEqual(bundleBytesMax);
  });

  it('holds of ours only shared code and the function itself, and no AWS SDK', () => {
    const ours = bundle.inputs.filter((path) => !path.startsWith('node_modules/'));
    expect(ours.filter((path) => !/^(shared|functions\/geo-ip-transform)\//.test(path))).toEqual([]);
    expect(bundle.inputs.filter((path) => /node_modules\/@(aws-sdk|smithy)/.test(path))).toEqual([]);
  });

  it("needs nothing at run time but Node's own modules, and packages that are installed for production", () => {
    expect(bundle.externals.filter((path) => !isBuiltin(path))).toEqual([]);
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean }>;
    };
    const packages = new Set(
      bundle.inputs.flatMap((path) => path.match(/^(node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1] ?? []),
    );
    for (const path of packages) {
      expect(lock.packages[path], path).toBeDefined();
      expect(lock.packages[path]?.dev, path).toBeUndefined();
    }
  });

  it('answers lines, and says nothing of an address in its log', () => {
    const { verdicts, rows, log } = invoke('log-lines');
    expect(verdicts.filter((verdict) => verdict.endsWith(' Ok'))).toHaveLength(5);
    expect(rows.map(({ City }) => City)).toEqual(['Lower Sample', 'Seogwipo', null, null, 'Haeundae-gu']);
    expect(log).toContain('"ProcessingFailedNotAnAccessLog":1');
    for (const secret of ['11.44', '11.97', '8.8.8', '10.1.2', '2a0f', 'crawler', 'frank', 'sshd', 'orders'])
      expect(log).not.toContain(secret);
  });

  it('drops what has no location where it is told to', () => {
    expect(invoke('log-lines', { UNLOCATED: 'drop' }).verdicts).toContain('nowhere Dropped');
  });

  it('answers rows of CSV', () => {
    const csv = {
      INPUT_FORMAT: 'csv',
      CSV_HEADER: 'ClientIP,Time,Method,Path,Protocol,Status,Bytes,Referer,UserAgent',
    };
    const { verdicts, rows, log } = invoke('csv-rows', csv);
    expect(verdicts).toEqual([
      'row Ok',
      'quoted Ok',
      'header Dropped',
      'private Dropped',
      'ragged ProcessingFailed',
      'open-quote ProcessingFailed',
      'no-number ProcessingFailed',
    ]);
    expect(rows).toMatchObject([
      { Status: 200, Bytes: 2326, City: 'Lower Sample' },
      {
        Time: '2026-05-17T00:30:00.500Z',
        Path: '/a,b',
        Bytes: null,
        Referer: null,
        UserAgent: 'two\nlines, "quoted"',
        City: 'Haeundae-gu',
      },
    ]);
    for (const reason of ['RaggedRow', 'InvalidCsv', 'SchemaViolation'])
      expect(log).toContain(`"ProcessingFailed${reason}":1`);
  });

  it('finds a packaged database from the root that Lambda names', () => {
    const { status } = invoke('log-lines', {
      GEOIP_DATABASE: 'functions/geo-ip-transform/database/sample-city.mmdb',
      LAMBDA_TASK_ROOT: root,
    });
    expect(status).toBe(0);
  });

  it.each([
    [{ GEOIP_DATABASE: '/nowhere/City.mmdb' }, 'GEOIP_DATABASE /nowhere/City.mmdb is not there.'],
    [{ GEOIP_DATABASE_AGE_DAYS_MAX: '1' }, 'was built on 2026-01-01'],
    [{ INPUT_FORMAT: 'csv' }, 'Environment variable CSV_HEADER is not set.'],
    [{ PARTITION_KEYS: 'Country' }, 'Environment variable PARTITION_KEYS is "Country".'],
  ])('does not start with %j, and says why', (variables, message) => {
    const { status, log } = invoke('log-lines', variables);
    expect(status).not.toBe(0);
    expect(log).toContain(message);
  });
});
