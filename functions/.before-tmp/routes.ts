import { chatMessage } from '../../shared/datasets/chat-message.ts';
import { changeRecordJson } from '../../shared/stream-record-change.ts';
import { domainEvent } from './domain-event.ts';
import { checkRoutes } from './route.ts';

/**
 * Who is told of which changes, and how. `docs/subscribers.md` says how to add one.
 *
 * Each route's variable must be set; `none` switches the route off. The last two are off in what ships.
 */
export const routes = checkRoutes(
  [
    {
      name: 'domain-events',
      match: {},
      target: { kind: 'event-bridge', variable: 'EVENT_BUS_NAME', body: domainEvent },
    },
    {
      // What people wrote, when it is new and when its text changes.
      name: 'moderation',
      match: { new: { MessageType: [{ S: 'CHAT' }] }, changed: { Message: {} } },
      target: { kind: 'sns', variable: 'MODERATION_TOPIC_ARN', body: domainEvent, attributes: ['LivestreamID'] },
    },
    {
      name: 'changes-archive',
      match: {},
      target: { kind: 'firehose', variable: 'CHANGES_ARCHIVE_NAME', body: changeRecordJson },
    },
    {
      name: 'livestream-stream',
      match: {},
      target: { kind: 'kinesis', variable: 'LIVESTREAM_STREAM_NAME', body: changeRecordJson, key: 'LivestreamID' },
    },
    {
      name: 'livestream-queue',
      match: {},
      target: { kind: 'sqs-fifo', variable: 'LIVESTREAM_QUEUE_URL', body: domainEvent, key: 'LivestreamID' },
    },
  ],
  chatMessage,
);
