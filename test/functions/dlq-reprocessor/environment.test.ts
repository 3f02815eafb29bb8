import { describe, expect, it } from 'vitest';
import { readInventorySettings, readReplaySettings } from '../../../functions/dlq-reprocessor/environment.ts';
import { entries } from './fixture.ts';

const common = {
  POWERTOOLS_SERVICE_NAME: 'dlq-reprocessor',
  POWERTOOLS_METRICS_NAMESPACE: 'Tributary/test',
  LAKE_BUCKET: 'lake',
  LAKE_BUCKET_OWNER: '123456789012',
  DELIVERY_STREAMS: JSON.stringify(entries),
};
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
    expect(readInventorySettings(common)).toEqual({
      namespace: 'Tributary/test',
      service: 'dlq-reprocessor',
      bucket: 'lake',
      owner: '123456789012',
      deliveryStreams: ['chat-by-livestream', 'chat-by-time'],
    });
  });

  const [first] = entries;
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
  ])('is refused for %s = %s', (name, value) => {
    expect(() => readReplaySettings({ ...whole, [name]: value })).toThrow(`Environment variable ${name} is `);
  });
});
