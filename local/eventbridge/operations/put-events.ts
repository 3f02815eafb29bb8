import * as z from 'zod';
import { AwsError } from '../../wire/message.ts';
import type { BusEvent, EventBridgeContext } from '../context.ts';
import { PUT_BYTES_LIMIT, PUT_ENTRIES_MAX } from '../limits.ts';
import { busNameOf } from '../rule.ts';

const entry = z.object({
  Source: z.string().default(''),
  DetailType: z.string().default(''),
  Detail: z.string().default(''),
  EventBusName: z.string().default('default'),
  Resources: z.array(z.string()).default([]),
  /** Epoch seconds. */
  Time: z.number().optional(),
});
type Entry = z.output<typeof entry>;

const shape = z.object({ Entries: z.array(entry).min(1).max(PUT_ENTRIES_MAX) });

type Result = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** Each entry succeeds or fails by itself. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export function putEvents(context: EventBridgeContext, given: Record<string, unknown>): unknown {
  const parsed = shape.safeParse(given);
  if (!parsed.success) throw new AwsError('ValidationException', z.prettifyError(parsed.error));
  const { Entries } = parsed.data;
  if (Entries.reduce((sum, one) => sum + entryBytes(one), 0) >= PUT_BYTES_LIMIT) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  const results = Entries.map((one) => put(context, one));
  return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
function entryBytes({ Source, DetailType, Detail, Resources, Time }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

function put(context: EventBridgeContext, given: Entry): Result {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (given[name] === '') return invalid(`Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  }
  const detail = parseObject(given.Detail);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const busName = busNameOf(given.EventBusName);
  // AWS documents no error for a bus that is not there; here it is told, as it is nearly always a mistake.
  if (!context.hasBus(busName)) return invalid(`Event bus ${busName} does not exist.`);
  const id = context.newId();
  const event = eventOf(context, id, busName, given, detail);
  for (const rule of context.rulesFor(event)) context.deliver(event, rule);
  return { EventId: id };
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html; numbers in `Detail` stay as they are written. */
function eventOf(
  { clock, accountId, region }: EventBridgeContext,
  id: string,
  busName: string,
  { DetailType, Source, Detail, Resources, Time }: Entry,
  detail: Record<string, unknown>,
): BusEvent {
  const timeMs = Time === undefined ? clock.now() : Time * 1000;
  const envelope = {
    version: '0',
    id,
    'detail-type': DetailType,
    source: Source,
    account: accountId,
    time: `${new Date(timeMs).toISOString().slice(0, 19)}Z`,
    region,
    resources: Resources,
  };
  const text = `${JSON.stringify(envelope).slice(0, -1)},"detail":${Detail.trim()}}`;
  return { busName, event: { ...envelope, detail }, text };
}

const invalid = (ErrorMessage: string): Result => ({ ErrorCode: 'InvalidArgument', ErrorMessage });

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
