import { chatImage } from '../../support/change-records.ts';
import type { ShardRecord } from './simulated-mapping.ts';
import { streamRecord, ttlIdentity } from './stream-records.ts';

/** Changes of a few messages in a few livestreams, as one shard has them; some too large, some that cannot be read. */
export function simulatedShard(random: () => number, startMs: number): ShardRecord[] {
  const chance = (probability: number) => random() < probability;
  const items = new Map<string, Record<string, unknown>>();
  let createdMs = startMs;
  return Array.from({ length: 5 + Math.floor(random() * 30) }, (_, index) => {
    createdMs += Math.floor(random() * 400);
    // As long as numbers grow by a digit now and then, comparing them as text is wrong.
    const SequenceNumber = String(97 + index);
    const LivestreamID = { S: `live-${Math.floor(random() * 3)}` };
    const UID = { N: String(Math.floor(random() * 4)) };
    const key = `${LivestreamID.S} ${UID.N}`;
    const old = items.get(key);
    const isRemoval = old !== undefined && chance(0.3);
    const now = isRemoval ? undefined : chatImage({ LivestreamID, UID, ...someText(), ...someType() });
    if (now) items.set(key, now);
    else items.delete(key);
    const eventName = old === undefined ? 'INSERT' : isRemoval ? 'REMOVE' : 'MODIFY';
    const record = streamRecord({
      record: { eventID: `event-${SequenceNumber}`, eventName, userIdentity: chance(0.5) ? ttlIdentity : undefined },
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(createdMs / 1_000),
        Keys: { LivestreamID, UID },
        NewImage: chance(0.01) ? { UID: { N: 'ten' } } : now,
        OldImage: old,
        SequenceNumber,
      },
    });
    return { record, createdMs };
  });

  function someText() {
    const length = chance(0.03) ? 9_000 : 10;
    return { Message: { S: `${String.fromCharCode(97 + Math.floor(random() * 26))}`.repeat(length) } };
  }

  function someType() {
    return { MessageType: { S: chance(0.7) ? 'CHAT' : 'NOTICE' } };
  }
}
