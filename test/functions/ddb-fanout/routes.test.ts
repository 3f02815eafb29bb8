import { describe, expect, it } from 'vitest';
import { domainEvent } from '../../../functions/ddb-fanout/domain-event.ts';
import { checkRoutes, type Route } from '../../../functions/ddb-fanout/route.ts';
import { routes } from '../../../functions/ddb-fanout/routes.ts';
import { chatMessage } from '../../../shared/datasets/chat-message.ts';

const bus: Route = {
  name: 'search',
  match: {},
  target: { kind: 'event-bridge', variable: 'SEARCH_BUS_NAME', body: domainEvent },
};
const fifo: Route = {
  name: 'ledger',
  match: {},
  target: { kind: 'sqs-fifo', variable: 'LEDGER_QUEUE_URL', body: domainEvent, key: 'LivestreamID' },
};
const check = (...table: unknown[]) => checkRoutes(table as Route[], chatMessage);

describe('the table of routes', () => {
  it('ships a bus, a topic for moderation and an archive, and an ordered stream and queue to switch on', () => {
    expect(routes.map(({ name, target }) => [name, target.kind, target.variable])).toEqual([
      ['domain-events', 'event-bridge', 'EVENT_BUS_NAME'],
      ['moderation', 'sns', 'MODERATION_TOPIC_ARN'],
      ['changes-archive', 'firehose', 'CHANGES_ARCHIVE_NAME'],
      ['livestream-stream', 'kinesis', 'LIVESTREAM_STREAM_NAME'],
      ['livestream-queue', 'sqs-fifo', 'LIVESTREAM_QUEUE_URL'],
    ]);
  });

  it('takes a route as it is declared', () => {
    expect(check(bus, fifo)).toEqual([bus, fifo]);
  });

  it.each<[what: string, table: unknown[], message: string]>([
    ['a misspelt field', [{ ...bus, mach: {} }], 'routes.0: mach is not known'],
    ['a misspelt field of the match', [{ ...bus, match: { event: ['INSERT'] } }], 'routes.0.match: event is not known'],
    ['an unknown event', [{ ...bus, match: { events: ['UPSERT'] } }], 'routes.0.match.events.0'],
    ['no event at all', [{ ...bus, match: { events: [] } }], 'must list an event'],
    [
      'a number that DynamoDB never writes',
      [{ ...bus, match: { new: { UID: [{ N: '1.0' }] } } }],
      'routes.0.match.new.UID',
    ],
    [
      'a value without its tag',
      [{ ...bus, match: { new: { MessageType: ['CHAT'] } } }],
      'routes.0.match.new.MessageType',
    ],
    ['no value', [{ ...bus, match: { old: { MessageType: [] } } }], 'must list a value'],
    ['an unknown kind', [{ ...bus, target: { ...bus.target, kind: 'kafka' } }], 'routes.0.target.kind'],
    ['no body', [{ ...bus, target: { ...bus.target, body: undefined } }], 'must be a function of a change'],
    ['a variable that is none', [{ ...bus, target: { ...bus.target, variable: 'bus' } }], 'must be named like'],
    ['a name that is no folder', [{ ...bus, name: 'Search/1' }], 'lower-case letters'],
    ['a name twice', [bus, bus], 'routes.1 (search): "name" is taken'],
    ['the name that stands for all', [{ ...bus, name: 'every-target' }], '"name" is taken'],
    [
      'a key that is none of the table',
      [{ ...fifo, target: { ...fifo.target, key: 'UserID' } }],
      '"key" must be one of LivestreamID, UID',
    ],
    ['a FIFO queue for two routes', [fifo, { ...fifo, name: 'other' }], 'a FIFO queue takes one message of a change'],
    [
      'an attribute that every message has',
      [{ ...bus, target: { kind: 'sns', variable: 'A_TOPIC_ARN', body: domainEvent, attributes: ['id'] } }],
      'cannot be the name of one',
    ],
    [
      'more attributes than SQS takes',
      [{ ...bus, target: { kind: 'sqs', variable: 'A_QUEUE_URL', body: domainEvent, attributes: [...'abcdefghi'] } }],
      'must be at most 8',
    ],
  ])('refuses %s and says where', (_, table, message) => {
    expect(() => check(...table)).toThrow(message);
  });
});
