import { describe, expect, it } from 'vitest';
import { readInventorySettings, readReplaySettings } from '../../../functions/dlq-reprocessor/environment.ts';
import { entries } from './fixture.ts';
import { allEntries, twin } from './log-fixture.ts';

const common = {
  POWERTOOLS_SERVICE_NAME: 'dlq-reprocessor',
  POWERTOOLS_METRICS_NAMESPACE: 'Tributary/test',
  LAKE_BUCKET: 'lake',
  LAKE_BUCKET_OWNER: '123456789012',
  DELIVERY_STREAMS: JSON.stringify(entries),
};
const inventory = { ...common, COUNT_UNTOLD_CHANGES: 'true' };
const whole = { ...common, TIME_ZONE: 'Asia/Seoul', REPLAY_ENABLED: 'true', RECORDS_PER_RUN_MAX: '1000000' };

describe('the environment', () => {
  it('becomes settings and a table of delivery streams', () => {
    const settings = readReplaySettings(whole);
    expect(settings).toMatchObject({
      namespace: 'Tributary/test',
      service: 'dlq-reprocessor',
      bucket: 'lake',
      owner: '123456789012',
      replayEnabled: true,
      recordsPerRunMax: 1_000_000,
    });
    expect([...settings.deliveryStreams.keys()]).toEqual(['chat-by-livestream', 'chat-by-time']);
    expect(settings.hourOf(Date.UTC(2026, 6, 13, 15))).toBe('2026/07/14/00');
    expect(readReplaySettings({ ...whole, REPLAY_ENABLED: 'false' }).replayEnabled).toBe(false);
  });

  it('of the inventory needs less', () => {
    expect(readInventorySettings(inventory)).toEqual({
      namespace: 'Tributary/test',
      service: 'dlq-reprocessor',
      bucket: 'lake',
      owner: '123456789012',
      prefixes: new Map([
        ['chat-by-livestream', 'errors/chat-by-livestream/'],
        ['chat-by-time', 'errors/chat-by-time/'],
        ['ddb-fanout', 'aws/lambda/'],
      ]),
    });
  });

  it('of the inventory says whether there are changes to tell, one way or the other', () => {
    const without = readInventorySettings({ ...inventory, COUNT_UNTOLD_CHANGES: 'false' });
    expect([...without.prefixes.keys()]).toEqual(['chat-by-livestream', 'chat-by-time']);
    expect(() => readInventorySettings(common)).toThrow('Environment variable COUNT_UNTOLD_CHANGES is ');
  });

  it('brings the twin of a log along, which is replayed by hand only and counted like the others', () => {
    const DELIVERY_STREAMS = JSON.stringify(allEntries);
    const names = ['access-log', 'access-log-replay', 'access-log-csv', 'access-log-csv-replay'];
    const { deliveryStreams } = readReplaySettings({ ...whole, DELIVERY_STREAMS });
    expect([...deliveryStreams.keys()].slice(2)).toEqual(names);
    for (const name of names.slice(0, 2)) {
      const byHandOnly = name !== 'access-log';
      expect(deliveryStreams.get(name)).toMatchObject({ writer: { kind: 'delivery-stream', name: twin }, byHandOnly });
    }
    const { prefixes } = readInventorySettings({ ...inventory, DELIVERY_STREAMS });
    expect([...prefixes].slice(2, -1)).toEqual(names.map((name) => [name, `errors/${name}/`]));
  });

  const [first] = entries;
  const log = allEntries[2];
  it.each<[string, string | undefined]>([
    ['LAKE_BUCKET', undefined],
    ['LAKE_BUCKET_OWNER', 'me'],
    ['TIME_ZONE', 'Korea/Soul'],
    ['REPLAY_ENABLED', 'yes'],
    ['RECORDS_PER_RUN_MAX', '0'],
    ['RECORDS_PER_RUN_MAX', '1e6'],
    ['POWERTOOLS_SERVICE_NAME', ''],
    ['DELIVERY_STREAMS', undefined],
    ['DELIVERY_STREAMS', 'chat-by-time'],
    ['DELIVERY_STREAMS', '[]'],
    ['DELIVERY_STREAMS', JSON.stringify([{ ...first, dataset: 'no-such' }])],
    ['DELIVERY_STREAMS', JSON.stringify([{ ...first, prefix: 'errors/chat/' }])],
    ['DELIVERY_STREAMS', JSON.stringify([{ ...first, prefix: 'chat/../' }])],
    ['DELIVERY_STREAMS', JSON.stringify([{ ...first, layout: { by: 'keys', keys: ['Nickname'] } }])],
    ['DELIVERY_STREAMS', JSON.stringify([{ ...first, writer: 'firehose' }])],
    ['DELIVERY_STREAMS', JSON.stringify([{ ...first, dataset: 'access-log' }])],
    ['DELIVERY_STREAMS', JSON.stringify([{ ...log, dataset: 'chat-message' }])],
    ['DELIVERY_STREAMS', JSON.stringify([{ ...log, input: { format: 'xml' } }])],
    ['DELIVERY_STREAMS', JSON.stringify([{ ...log, input: { format: 'csv' } }])],
    ['DELIVERY_STREAMS', JSON.stringify([{ ...log, writer: { kind: 'delivery-stream', name: 'a twin' } }])],
    ['DELIVERY_STREAMS', JSON.stringify([{ ...log, layout: { by: 'keys', keys: ['city'] } }])],
  ])('is refused for %s = %s', (name, value) => {
    expect(() => readReplaySettings({ ...whole, [name]: value })).toThrow(`Environment variable ${name} is `);
  });
});
