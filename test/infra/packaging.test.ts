import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageSources, withSources } from '../support/package-run.ts';
import { addOrders } from './order-dataset.ts';

interface Mistake {
  stage?: string;
  parameters?: Record<string, string>;
  change?: (sources: string) => void;
}

it.each<[string, Mistake, string]>([
  [
    'an unknown stage',
    { stage: 'qa' },
    'Stage "qa" is none of dev, prod. Name one of them (--stage dev), or give the new stage its block under "params" in serverless.yml.',
  ],
  [
    'a buffer too small',
    { parameters: { deliveryBufferMb: '32' } },
    'Parameter "deliveryBufferMb" of stage "dev" is 32, but dynamic partitioning (chat-by-livestream) needs a buffer of at least 64 MB.',
  ],
  [
    'a database that is not there',
    { parameters: { accessLog: 'true', geoIpDatabase: 'functions/geo-ip-transform/database/GeoLite2-City.mmdb' } },
    'Stage "dev": parameter "geoIpDatabase" is "functions/geo-ip-transform/database/GeoLite2-City.mmdb", and no such file is there to be packaged.',
  ],
  [
    'a file that is no database',
    { parameters: { accessLog: 'true', geoIpDatabase: 'package.json' } },
    'Stage "dev": parameter "geoIpDatabase" is "package.json", which is no database of MaxMind\'s format, or a compressed one.',
  ],
  [
    'a parameter that is misspelt',
    { parameters: { acessLog: 'true' } },
    'There is no parameter "acessLog" (--param). There are accessLog, accessLogUnlocated,',
  ],
  [
    'a dataset without its file',
    { change: (sources) => addOrders(sources, ['catalog', 'entry']) },
    'shared/delivery-streams.ts. Write what is missing, or take away what asks for it.',
  ],
  [
    'a dataset without its columns',
    { change: (sources) => addOrders(sources, ['schema', 'entry']) },
    'infra/catalog/order.yml, the columns of the dataset "order", is missing or is no list of columns',
  ],
])('packaging with %s ends with one message that says how to mend it', async (_name, mistake, message) => {
  const { stage = 'dev', parameters = {}, change } = mistake;
  const { code, printed } = await withSources((sources) => {
    change?.(sources);
    return packageSources(sources, { stage, parameters, output: join(sources, 'out') });
  });
  expect(code).toBe(1);
  expect(printed).toContain(message);
  expect(printed.match(/ {2}- Cannot resolve/g)).toHaveLength(1);
  expect(printed).not.toMatch(/^ +at /m);
});
