import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { MetricDatum } from '../../../local/cloudwatch/types.ts';
import { createSqs } from '../../../local/sqs/service.ts';
import { createRouter } from '../../../local/wire/router.ts';
import { createServer } from '../../../local/wire/server.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

export const place = { region: 'us-east-1', accountId: '000000000000' };
export const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** SQS on a port with an SDK client before it. */
export async function startSqs(queues: Record<string, unknown>[]) {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-sqs-'));
  const clock = createFakeClock(Date.UTC(2026, 6, 13, 14));
  const metrics: MetricDatum[] = [];
  let url = '';
  const open = () => {
    const sqs = createSqs({
      directory,
      clock,
      ...place,
      endpointUrl: () => url,
      metrics: { put: (datum) => void metrics.push(datum) },
    });
    for (const queue of queues) sqs.createQueue(queue);
    return sqs;
  };
  const state = { sqs: open() };
  const server = createServer({
    route: createRouter({ targets: { AmazonSQS: (request) => state.sqs.handle(request) } }),
  });
  url = `http://127.0.0.1:${(await server.listen(0)).port}`;
  const client = new SQSClient({
    endpoint: url,
    region: place.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    directory,
    clock,
    metrics,
    client,
    urlOf: (name: string) => `${url}/000000000000/${name}`,
    get sqs() {
      return state.sqs;
    },
    restart() {
      state.sqs.close();
      state.sqs = open();
    },
    async stop() {
      client.destroy();
      state.sqs.close();
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
