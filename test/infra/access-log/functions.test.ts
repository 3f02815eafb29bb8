import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../functions/geo-ip-transform/environment.ts';
import { logDeliveryStreams, twinOf } from '../../../shared/log-delivery-streams.ts';
import { invokePackaged } from '../../support/invoke-packaged.ts';
import { packaged } from '../../support/packaged.ts';
import { at, propertiesOf, resolvedProperties, resourcesOf } from '../../support/template-parts.ts';

const dev = await packaged('dev', { accessLog: 'true' });

const sample = 'functions/geo-ip-transform/database/sample-city.mmdb';
const transforms: Record<string, string> = {
  'access-log': 'GeoDashipDashtransformLambdaFunction',
  'access-log-replay': 'GeoDashipDashtransformDashreplayLambdaFunction',
  'access-log-csv': 'GeoDashipDashtransformDashcsvLambdaFunction',
  'access-log-csv-replay': 'GeoDashipDashtransformDashcsvDashreplayLambdaFunction',
};
const header = ['Time', 'ClientIP', 'Method', 'Path', 'Protocol', 'Status', 'Bytes', 'Referer', 'UserAgent'];

const variablesOf = (logicalId: string) =>
  at(resolvedProperties(dev.template, logicalId), 'Environment', 'Variables') as Record<string, string>;

/** What Firehose gathers for a call of the transform. */
function batchBytes(stream: string): number {
  const [, { Properties }] = resourcesOf(dev.template, 'AWS::KinesisFirehose::DeliveryStream').find(
    ([, resource]) => resource.Properties.DeliveryStreamName === `tributary-dev-${stream}`,
  )!;
  const processors = at(Properties.ExtendedS3DestinationConfiguration, 'ProcessingConfiguration', 'Processors');
  const parameters = (processors as { Parameters: { ParameterName: string; ParameterValue: string }[] }[]).flatMap(
    ({ Parameters }) => Parameters,
  );
  return (
    Number(parameters.find(({ ParameterName }) => ParameterName === 'BufferSizeInMBs')!.ParameterValue) * 1024 ** 2
  );
}

const filesOf = (logicalId: string): string[] => {
  const zip = basename(String(at(propertiesOf(dev.template, logicalId), 'Code', 'S3Key')));
  return Object.keys(unzipSync(readFileSync(join(dev.directory, zip))));
};

it('there is one for each log and one for its twin', () => {
  const names = logDeliveryStreams.flatMap(({ name }) => [name, twinOf(name)]);
  expect(names).toEqual(Object.keys(transforms));
  const ids = resourcesOf(dev.template, 'AWS::Lambda::Function').map(([logicalId]) => logicalId);
  expect(ids.filter((id) => id.startsWith('GeoDash')).sort()).toEqual(Object.values(transforms).sort());
});

describe.each(Object.entries(transforms))('the transform of %s', (stream, logicalId) => {
  it('can read its settings', () => {
    expect(readSettings(variablesOf(logicalId))).toMatchObject({
      namespace: 'Tributary/dev',
      service: 'geo-ip-transform',
      deliveryStream: stream,
      partitionKeys: ['country', 'day'],
      input: stream === 'access-log-csv' ? { format: 'csv', header } : { format: 'log' },
      unlocated: 'keep',
      database: { path: sample, ageDaysMax: 36_500 },
    });
  });

  it('has a whole vCPU for a minute, and carries the database', () => {
    expect(propertiesOf(dev.template, logicalId)).toMatchObject({ MemorySize: 1769, Timeout: 60 });
    expect(filesOf(logicalId)).toEqual(['functions/geo-ip-transform/handler.cjs', sample]);
  });

  it('answers a whole batch of the shortest records within the 6 MB of a response', async () => {
    const shortest = {
      log: '11.20.1.7 - - [10/Oct/2000:13:55:36 -0700] "-" 200 -',
      csv: '2000-10-10T13:55:36Z,11.20.1.7,,,,200,,,',
    };
    const data = Buffer.from(shortest[stream === 'access-log-csv' ? 'csv' : 'log']);
    const records = Array.from({ length: Math.ceil(batchBytes(stream) / data.length) }, (_, index) => ({
      // As long as Firehose's own.
      recordId: String(index).padStart(56, '4'),
      data: data.toString('base64'),
    }));
    const { response } = await invokePackaged(dev, logicalId, { records });
    const results = (response as { records: { result: string }[] }).records.map(({ result }) => result);
    expect(results).toHaveLength(records.length);
    expect(new Set(results)).toEqual(new Set(['Ok']));
  });

  it('starts as it was packaged, and finds its database', async () => {
    const lines = {
      log: '10.0.0.1 - - [10/Oct/2026:13:55:36 +0900] "GET / HTTP/1.1" 200 5',
      csv: '2026-10-10T13:55:36+09:00,10.0.0.1,GET,/,HTTP/1.1,200,5,,',
    };
    const line = lines[stream === 'access-log-csv' ? 'csv' : 'log'];
    const data = Buffer.from(line).toString('base64');
    const { response } = await invokePackaged(dev, logicalId, { records: [{ recordId: 'one', data }] });
    expect(response).toEqual({ records: [{ recordId: 'one', result: 'Dropped' }] });
  });
});

it('no other function carries the database', () => {
  const others = resourcesOf(dev.template, 'AWS::Lambda::Function').filter(([id]) => !id.startsWith('GeoDash'));
  expect(others.length).toBeGreaterThan(0);
  for (const [logicalId] of others) expect(filesOf(logicalId).filter((file) => !file.endsWith('.cjs'))).toEqual([]);
});

it('a database in a layer is told to the functions and packaged into none', async () => {
  const parameters = { accessLog: 'true', geoIpDatabase: '/opt/GeoLite2-City.mmdb', accessLogUnlocated: 'drop' };
  const { directory, template } = await packaged('dev', parameters);
  const { Environment, Code } = propertiesOf(template, transforms['access-log']!);
  expect(at(Environment, 'Variables')).toMatchObject({ GEOIP_DATABASE: '/opt/GeoLite2-City.mmdb', UNLOCATED: 'drop' });
  const zip = unzipSync(readFileSync(join(directory, basename(String(at(Code, 'S3Key'))))));
  expect(Object.keys(zip)).toEqual(['functions/geo-ip-transform/handler.cjs']);
});
