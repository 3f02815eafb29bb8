import { describe, expect, it } from 'vitest';
import { checkDeliveryStreams } from '../../infra/delivery-stream/check.ts';
import { type DeliveryStream, deliveryStreams } from '../../infra/delivery-streams.ts';
import { ConfigurationError } from '../../infra/framework.ts';
import type { Settings } from '../../infra/settings.ts';

const settings = { stage: 'dev', deliveryBufferMb: 64 } as Settings;
const [first, second] = deliveryStreams as [DeliveryStream, DeliveryStream];

describe('the list of delivery streams', () => {
  it('is sound', () => {
    expect(() => checkDeliveryStreams(deliveryStreams, settings)).not.toThrow();
  });

  it.each<[string, DeliveryStream[], RegExp]>([
    [
      'a name that cannot be one',
      [{ ...first, name: 'Chat_Messages' }],
      /name "Chat_Messages" must be 1 to 32 lower-case letters/,
    ],
    ['a name twice', [first, { ...second, name: first.name }], /name "chat-by-livestream" occurs twice/],
    [
      'a function for two',
      [first, { ...second, transform: first.transform }],
      /transform "firehose-transform" occurs twice/,
    ],
    ['a prefix without its slash', [{ ...first, prefix: 'chat' }], /prefix "chat" .* each followed by a slash/],
    ['a prefix among the errors', [{ ...first, prefix: 'errors/chat/' }], /"errors\/chat\/" .* is not for rows/],
    [
      'a prefix among what replays decided',
      [{ ...first, prefix: 'ledger/chat/' }],
      /"ledger\/chat\/" .* is not for rows/,
    ],
    ['a prefix inside another', [{ ...first, prefix: 'chat/' }, second], /"chat\/" .* holds that of "chat-by-time"/],
    [
      'a key that the dataset does not allow',
      [{ ...first, layout: { by: 'keys', keys: ['UserID'] } }],
      /UserID, which shared\/datasets\/chat-message\.ts does not list/,
    ],
    [
      'a stream that no table feeds',
      [{ ...first, source: 'events' }],
      /reads the stream "events", which infra\/sources\.ts does not have: name one of changes, or add it there/,
    ],
    [
      'a dataset under the name of another',
      [first, { ...second, dataset: { ...second.dataset } }],
      /two datasets are called "chat-message": give each file in shared\/datasets\/ its own name/,
    ],
    [
      'a layout by no key',
      [{ ...first, layout: { by: 'keys', keys: [] } }],
      /names none: name them, or lay it out by hour/,
    ],
  ])('does not take %s', (_name, list, message) => {
    expect(() => checkDeliveryStreams(list, settings)).toThrow(ConfigurationError);
    expect(() => checkDeliveryStreams(list, settings)).toThrow(message);
  });
});

describe('a buffer below 64 MB', () => {
  const small = { ...settings, deliveryBufferMb: 63 };

  it('is too small for dynamic partitioning', () => {
    expect(() => checkDeliveryStreams(deliveryStreams, small)).toThrow(
      /"deliveryBufferMb" of stage "dev" is 63, but dynamic partitioning \(chat-by-livestream\) needs a buffer of at least 64 MB/,
    );
  });

  it('does without it', () => {
    expect(() => checkDeliveryStreams([second], small)).not.toThrow();
  });
});
