import { describe, expect, it } from 'vitest';
import { checkDeliveryStreams } from '../../infra/delivery-stream/check.ts';
import { type DeliveryStream, deliveryStreamsOf } from '../../infra/delivery-streams.ts';
import { ConfigurationError } from '../../infra/framework.ts';
import type { Settings } from '../../infra/parameters.ts';

const settings = { stage: 'dev', deliveryBufferMb: 64 } as Settings;
const everything = deliveryStreamsOf({ accessLog: true, fanOut: true });
const changes = deliveryStreamsOf({ accessLog: false, fanOut: false });
const [first, second] = changes as [DeliveryStream, DeliveryStream];
const [log, twin] = everything.filter(({ name }) => name.startsWith('access-log')) as [DeliveryStream, DeliveryStream];

describe('the list of delivery streams', () => {
  it.each([true, false])('is sound, with all that a stage can have and with what is always there', (all) => {
    expect(() => checkDeliveryStreams(all ? everything : changes, settings)).not.toThrow();
  });

  it('has what a stage asks for', () => {
    const names = (accessLog: boolean, fanOut: boolean) =>
      deliveryStreamsOf({ accessLog, fanOut }).map(({ name }) => name);
    const always = ['chat-by-livestream', 'chat-by-time'];
    const logs = ['access-log', 'access-log-replay', 'access-log-csv', 'access-log-csv-replay'];
    expect(names(false, false)).toEqual(always);
    expect(names(true, false)).toEqual([...always, ...logs]);
    expect(names(false, true)).toEqual([...always, 'changes-archive']);
    expect(names(true, true)).toEqual([...always, ...logs, 'changes-archive']);
  });

  it('has a twin of each log, alike in what it writes and apart in what it reads and calls', () => {
    expect(twin).toMatchObject({ name: 'access-log-replay', replays: 'access-log', input: { format: 'log' } });
    expect(log.replayedBy).toBe(twin.name);
    for (const same of ['prefix', 'layout', 'output', 'dataset'] as const) expect(twin[same]).toBe(log[same]);
    expect(twin.transform).toEqual({ ...log.transform, name: 'geo-ip-transform-replay' });
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
      [first, { ...second, transform: first.transform! }],
      /transform "firehose-transform" occurs twice/,
    ],
    ['a prefix without its slash', [{ ...first, prefix: 'chat' }], /prefix "chat" .* each followed by a slash/],
    ['a prefix among the errors', [{ ...first, prefix: 'errors/chat/' }], /"errors\/chat\/" .* is not for rows/],
    [
      'a prefix among what replays decided',
      [{ ...first, prefix: 'ledger/chat/' }],
      /"ledger\/chat\/" .* is not for rows/,
    ],
    [
      'a prefix among what the fan-out could not tell',
      [{ ...first, prefix: 'aws/chat/' }],
      /"aws\/chat\/" .* is not for rows/,
    ],
    [
      'a twin that writes elsewhere, among another table',
      [second, { ...twin, prefix: second.prefix }],
      /holds that of/,
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
      [first, { ...second, dataset: { ...second.dataset! } }],
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
    expect(() => checkDeliveryStreams(changes, small)).toThrow(
      /"deliveryBufferMb" of stage "dev" is 63, but dynamic partitioning \(chat-by-livestream\) needs a buffer of at least 64 MB/,
    );
  });

  it('does without it', () => {
    expect(() => checkDeliveryStreams([second], small)).not.toThrow();
  });
});
