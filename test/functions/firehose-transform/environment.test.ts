import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../functions/firehose-transform/environment.ts';
import { chatMessage } from '../../../shared/datasets/chat-message.ts';

const sound = {
  DELIVERY_STREAM: 'chat-by-livestream',
  PARTITION_KEYS: 'LivestreamID',
  POWERTOOLS_SERVICE_NAME: 'firehose-transform',
  POWERTOOLS_METRICS_NAMESPACE: 'Tributary/dev',
};
const read = (variables: Record<string, string | undefined> = {}) => readSettings({ ...sound, ...variables });

describe("a transform's settings", () => {
  it('come from the environment, and the dataset by the delivery stream from the list', () => {
    expect(read()).toEqual({
      namespace: 'Tributary/dev',
      service: 'firehose-transform',
      deliveryStream: 'chat-by-livestream',
      dataset: chatMessage,
      partitionKeys: ['LivestreamID'],
      responseBytesMax: 6_291_456,
    });
  });

  it('hold no partition keys where none are given', () => {
    expect(read({ DELIVERY_STREAM: 'chat-by-time', PARTITION_KEYS: '' }).partitionKeys).toEqual([]);
  });

  it('hold a lower limit of the response where one is given', () => {
    expect(read({ RESPONSE_BYTES_MAX: '4000' }).responseBytesMax).toBe(4_000);
  });

  it.each([
    [
      'DELIVERY_STREAM',
      undefined,
      'DELIVERY_STREAM is not set. Give the name of an entry of shared/delivery-streams.ts: chat-by-livestream, chat-by-time.',
    ],
    ['DELIVERY_STREAM', '', 'DELIVERY_STREAM is "".'],
    ['DELIVERY_STREAM', 'chat', 'DELIVERY_STREAM is "chat".'],
    ['PARTITION_KEYS', undefined, 'PARTITION_KEYS is not set. Give the partition keys of the prefix'],
    ['PARTITION_KEYS', 'LivestreamId', 'PARTITION_KEYS is "LivestreamId".'],
    ['PARTITION_KEYS', 'UID', 'PARTITION_KEYS is "UID".'],
    ['PARTITION_KEYS', 'LivestreamID,LivestreamID', 'PARTITION_KEYS is "LivestreamID,LivestreamID".'],
    ['PARTITION_KEYS', 'LivestreamID,', 'PARTITION_KEYS is "LivestreamID,".'],
    ['RESPONSE_BYTES_MAX', '6291457', 'RESPONSE_BYTES_MAX is "6291457". Give bytes up to 6291456, or leave it out.'],
    ['RESPONSE_BYTES_MAX', '', 'RESPONSE_BYTES_MAX is "".'],
    ['RESPONSE_BYTES_MAX', '1e3', 'RESPONSE_BYTES_MAX is "1e3".'],
    ['POWERTOOLS_SERVICE_NAME', undefined, 'POWERTOOLS_SERVICE_NAME is not set.'],
    ['POWERTOOLS_METRICS_NAMESPACE', '', 'POWERTOOLS_METRICS_NAMESPACE is "".'],
  ])('are refused when %s is %j', (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(message);
  });
});
