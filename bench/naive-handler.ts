import { unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { FirehoseResponseRecord } from '../shared/firehose-event.ts';
import type { Batch } from './batch.ts';

/**
 * The baseline: what one writes first, with the libraries that one takes first. It is right for the bench's events and no
 * further: it rounds large numbers, takes lax base64 and broken UTF-8, and knows no limit of the response.
 */
const attributes = z.record(z.string(), z.any());
const changeRecord = z.object({
  eventID: z.string().min(1).max(128),
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  userIdentity: z.object({ principalId: z.string() }).nullish(),
  dynamodb: z.object({
    ApproximateCreationDateTime: z.number().int().nonnegative(),
    ApproximateCreationDateTimePrecision: z.literal('MICROSECOND'),
    Keys: attributes,
    NewImage: attributes.optional(),
  }),
});
const chatMessage = z.object({
  LivestreamID: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
  UID: z.number().int().nonnegative(),
  UserID: z.string().min(1).max(128),
  Nickname: z.string().min(1).max(64),
  Message: z.string().min(1).max(2_000),
  MessageType: z.enum(['CHAT', 'NOTICE', 'SYSTEM']),
  CreatedAt: z.iso.datetime({ precision: 3 }),
});
const chatMessageKeys = chatMessage.pick({ LivestreamID: true, UID: true });

export async function naiveHandler(event: Batch): Promise<{ records: FirehoseResponseRecord[] }> {
  return { records: event.records.map(transform) };
}

function transform({ recordId, data }: Batch['records'][number]): FirehoseResponseRecord {
  try {
    const change = changeRecord.parse(JSON.parse(Buffer.from(data, 'base64').toString()));
    const { eventID, eventName, userIdentity, dynamodb } = change;
    if (userIdentity?.principalId === 'dynamodb.amazonaws.com') return { recordId, result: 'Dropped' };
    const item =
      eventName === 'REMOVE'
        ? chatMessageKeys.parse(unmarshall(dynamodb.Keys))
        : chatMessage.parse(unmarshall(dynamodb.NewImage!));
    const EventTime = formatMicroseconds(dynamodb.ApproximateCreationDateTime);
    const row = { ...item, EventID: eventID, EventName: eventName, EventTime };
    return {
      recordId,
      result: 'Ok',
      data: Buffer.from(JSON.stringify(row) + '\n').toString('base64'),
      metadata: { partitionKeys: { LivestreamID: item.LivestreamID } },
    };
  } catch {
    return { recordId, result: 'ProcessingFailed' };
  }
}

function formatMicroseconds(microseconds: number): string {
  const milliseconds = new Date(Math.floor(microseconds / 1_000)).toISOString();
  return milliseconds.replace('Z', String(microseconds % 1_000).padStart(3, '0') + 'Z');
}
