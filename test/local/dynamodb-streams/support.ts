import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { createDynamoDb, type DynamoDb } from '../../../local/dynamodb/service.ts';
import { createDynamoDbStreams } from '../../../local/dynamodb-streams/service.ts';
import { createRandom } from '../../../local/random.ts';
import { createRouter } from '../../../local/wire/router.ts';
import { createServer } from '../../../local/wire/server.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { chatTable, createFakeStreams } from '../dynamodb/support.ts';

export const place = { region: 'us-east-1', accountId: '000000000000' };
export const TABLE_STREAM_ARN = 'arn:aws:dynamodb:us-east-1:000000000000:table/chat/stream/2026-01-01T00:00:00.000';

/** The chat table with a stream of its own and without a Kinesis destination. */
export function streamedTable(viewType = 'NEW_AND_OLD_IMAGES'): Record<string, unknown> {
  const { KinesisStreamSpecification: _, ...table } = chatTable;
  return { ...table, StreamSpecification: { StreamViewType: viewType } };
}

/** DynamoDB and its streams on one port, with SDK clients before them. */
export async function startStreams({ tables = [streamedTable()] as Record<string, unknown>[] } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-streams-'));
  const clock = createFakeClock(Date.UTC(2026, 6, 13, 14, 0, 7, 654));
  const kinesis = createFakeStreams();
  const open = async () => {
    const service = createDynamoDb({
      directory,
      clock,
      random: createRandom(1),
      ...place,
      streams: kinesis,
      log: () => {},
    });
    for (const table of tables) await service.createTable({ ...table });
    return service;
  };
  const state: { dynamodb: DynamoDb } = { dynamodb: await open() };
  const tableStreams = () => state.dynamodb.tableStreams();
  const streams = createDynamoDbStreams({ clock, tableStreams });
  const server = createServer({
    route: createRouter({
      targets: {
        DynamoDB_20120810: (request) => state.dynamodb.handle(request),
        DynamoDBStreams_20120810: streams.handle,
      },
    }),
  });
  const { port } = await server.listen(0);
  const settings = {
    endpoint: `http://127.0.0.1:${port}`,
    region: place.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  const items = new DynamoDBClient(settings);
  const client = new DynamoDBStreamsClient(settings);
  return {
    directory,
    clock,
    kinesis,
    items,
    client,
    tableStreams,
    async restart() {
      await state.dynamodb.close();
      state.dynamodb = await open();
    },
    async stop() {
      items.destroy();
      client.destroy();
      await server.close();
      await state.dynamodb.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
