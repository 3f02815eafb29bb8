import { unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { FirehoseResponseRecord } from '../shared/firehose-event.ts';
import type { Batch } from './batch.ts';

/**
 * The baseline: what one writes first, with the libraries that one takes first. It is right for the bench's events and no
 * further: it rounds large numbers, takes lax base64 and broken UTF-8, and knows no limit of the response.
 */
const chatMessage = z.object({
  LivestreamID: z.string().regex(/^[A-Za-z0-9_-]{1,128}$/),
  UID: z.number().int().nonnegative(),
  UserID: z.string().min(1).max(128),
  Nickname: z.string().min(1).max(64),
  Message: z.string().min(1).max(2_000),
  MessageType: z.enum(['CHAT', 'NOTICE', 'SYSTEM']),
  CreatedAt: z.iso.datetime({ precision: 3 }),
});
const keys = chatMessage.pick({ LivestreamID: true, UID: true });

export async function naiveHandler(event: Batch): Promise<{ records: FirehoseResponseRecord[] }> {
  return { records: event.records.map(transform) };
}

function transform({ recordId, data }: Batch['records'][number]): FirehoseResponseRecord {
  try {
    const change = JSON.parse(Buffer.from(data, 'base64').toString());
    if (change.userIdentity?.principalId === 'dynamodb.amazonaws.com') return { recordId, result: 'Dropped' };
    const { Keys, NewImage, ApproximateCreationDateTime } = change.dynamodb;
    const item = change.eventName === 'REMOVE' ? keys.parse(unmarshall(Keys)) : chatMessage.parse(unmarshall(NewImage));
    const row = {
      ...item,
      EventID: change.eventID,
      EventName: change.eventName,
      EventTime: eventTime(ApproximateCreationDateTime),
    };
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

function eventTime(microseconds: number): string {
  const milliseconds = new Date(Math.floor(microseconds / 1_000)).toISOString();
  return milliseconds.replace('Z', String(microseconds % 1_000).padStart(3, '0') + 'Z');
}
