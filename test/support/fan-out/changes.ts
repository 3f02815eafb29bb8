import {
  type _Record,
  type AttributeValue,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { ClientSettings } from './stack.ts';

type Image = Record<string, AttributeValue>;

/** A change as the table's stream has it: what every target is held against. */
export interface Change {
  id: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  sequenceNumber: string;
  livestreamId: string;
  /** `NewImage` and `OldImage`, with their type tags. */
  newImage: Image | undefined;
  oldImage: Image | undefined;
}

/** All changes of the one table stream that there is, in its order. */
export async function changesOf(settings: ClientSettings): Promise<Change[]> {
  const client = new DynamoDBStreamsClient(settings);
  try {
    const { Streams: [stream] = [] } = await client.send(new ListStreamsCommand({}));
    const StreamArn = stream!.StreamArn!;
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
    const ShardId = StreamDescription!.Shards![0]!.ShardId!;
    const from = await client.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const changes: Change[] = [];
    let iterator = from.ShardIterator;
    for (;;) {
      const { Records = [], NextShardIterator } = await client.send(
        new GetRecordsCommand({ ShardIterator: iterator! }),
      );
      if (Records.length === 0) return changes;
      changes.push(...Records.map(changeOf));
      iterator = NextShardIterator;
    }
  } finally {
    client.destroy();
  }
}

function changeOf({ eventID, eventName, dynamodb }: _Record): Change {
  const { Keys, NewImage, OldImage, SequenceNumber } = dynamodb!;
  return {
    id: eventID!,
    eventName: eventName!,
    sequenceNumber: SequenceNumber!,
    livestreamId: Keys!.LivestreamID!.S!,
    newImage: NewImage,
    oldImage: OldImage,
  };
}

/** What the route `moderation` and the subscription's filter let through: texts that are new, and new to a message. */
export const isForModeration = ({ newImage, oldImage }: Change): boolean =>
  newImage?.MessageType?.S === 'CHAT' && newImage.Message?.S !== oldImage?.Message?.S;
