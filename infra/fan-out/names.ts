import { functionIds, logicalIds, pascal } from '../delivery-stream/names.ts';

/** The function of `functions/ddb-fanout`. */
export const fanOutName = 'ddb-fanout';

/** Logical ids of what belongs to it. `table` is the one whose changes it tells of, in table.yml. */
export const fanOutIds = {
  ...functionIds(fanOutName),
  role: `${pascal(fanOutName)}Role`,
  mapping: `${pascal(fanOutName)}Mapping`,
  table: 'ChatMessagesTable',
  bus: 'ChangesBus',
  archive: logicalIds({ name: 'changes-archive' }).deliveryStream,
};

/** Short names of the moderation example's queues. Its topic is called like the first. */
export const moderationName = 'moderation';
export const deadLetterName = 'moderation-dlq';

/** Logical ids of the moderation example. */
export const moderationIds = {
  topic: 'ModerationTopic',
  topicPolicy: 'ModerationTopicPolicy',
  subscription: 'ModerationSubscription',
  queue: 'ModerationQueue',
  deadLetterQueue: 'ModerationDeadLetterQueue',
};
