import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { eventType } from '../domain-event.ts';
import { eventBridgeLimits } from '../limits.ts';
import type { Declared, Target } from '../target.ts';
import { within } from '../within.ts';
import { writtenBy } from '../written.ts';

/** What rules of the bus match as `source`. */
const source = 'tributary';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
const timeBytes = 14;

/**
 * An event bus. `detail-type` is the change's type, `detail` its body. EventBridge gives every put an id of its own: a repeat is
 * told by `detail.id`.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function eventBridgeTarget(
  client: EventBridgeClient,
  bus: string,
  { body }: Declared<'event-bridge'>,
): Target<PutEventsRequestEntry> {
  return {
    limits: eventBridgeLimits,
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html; the last one is of a whole call
    refusals: new Set(['MalformedDetail', 'InvalidArgument', 'ValidationException']),
    entryOf(change) {
      const { text: Detail, bytes: detailBytes } = writtenBy(body, change);
      // Of letters and a full stop, each a byte.
      const DetailType = eventType(change);
      const Time = new Date(Math.floor(change.eventMicros / 1_000));
      const bytes = timeBytes + source.length + DetailType.length + detailBytes;
      return { payload: { EventBusName: bus, Source: source, DetailType, Detail, Time }, bytes };
    },
    async send(Entries, timeoutMs) {
      const answer = await within(timeoutMs, (abortSignal) =>
        client.send(new PutEventsCommand({ Entries }), { abortSignal }),
      );
      return (answer.Entries ?? []).map(({ EventId, ErrorCode }) => ErrorCode ?? (EventId ? undefined : 'NoAnswer'));
    },
  };
}
