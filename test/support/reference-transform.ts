import { safeParse } from 'zod/mini';
import { chatMessage } from '../../shared/datasets/chat-message.ts';

/**
 * The firehose transform for chat messages, written to be read: one rule after the other, no shortcut. Of the product
 * it uses the attributes' Zod schemas and nothing else. The differential tests hold the product against it.
 */
export interface ReferenceOptions {
  partitionKeys: readonly 'LivestreamID'[];
  responseBytesMax: number;
}

export type ReferenceVerdict =
  | { result: 'Ok'; row: string; partitionKeys: Record<string, string> }
  | { result: 'Dropped' }
  | { result: 'ProcessingFailed'; reason: string; path?: string };

interface ReferenceRecord {
  recordId: string;
  data?: unknown;
}

const canonicalBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;
const lastMicrosecond = BigInt(Date.UTC(9999, 11, 31, 23, 59, 59, 999)) * 1000n + 999n;

export function referenceTransform(records: ReferenceRecord[], options: ReferenceOptions) {
  const answers: object[] = records.map(({ recordId }) => ({ recordId, result: 'ProcessingFailed' }));
  const verdicts = records.map(({ recordId, data }, index) => {
    const verdict = judge(data);
    const refusal = answers[index]!;
    answers[index] = answerOf(recordId, verdict, options);
    const tooLarge = Buffer.byteLength(JSON.stringify({ records: answers })) > options.responseBytesMax;
    if (verdict.result !== 'Ok' || !tooLarge) return verdict;
    answers[index] = refusal;
    return fail('ResponseTooLarge');
  });
  return { response: { records: answers }, verdicts };
}

function answerOf(recordId: string, verdict: ReferenceVerdict, { partitionKeys }: ReferenceOptions) {
  if (verdict.result !== 'Ok') return { recordId, result: verdict.result };
  const data = Buffer.from(verdict.row).toString('base64');
  if (partitionKeys.length === 0) return { recordId, result: 'Ok', data };
  return { recordId, result: 'Ok', data, metadata: { partitionKeys: verdict.partitionKeys } };
}

export function judge(data: unknown): ReferenceVerdict {
  if (typeof data !== 'string' || !canonicalBase64.test(data)) return fail('InvalidBase64');

  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(data, 'base64'));
  } catch {
    return fail('InvalidUtf8');
  }

  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return fail('InvalidJson');
  }

  if (!isJsonObject(record)) return fail('NotAChangeRecord');
  const { eventName, eventID, userIdentity, dynamodb } = record;
  if (typeof eventName !== 'string' || !['INSERT', 'MODIFY', 'REMOVE'].includes(eventName))
    return fail('NotAChangeRecord');
  if (eventName === 'REMOVE' && isJsonObject(userIdentity) && userIdentity.principalId === 'dynamodb.amazonaws.com') {
    return { result: 'Dropped' };
  }
  if (typeof eventID !== 'string' || eventID === '' || Array.from(eventID).length > 128)
    return fail('NotAChangeRecord');
  // A lone surrogate has no UTF-8: it comes back as another character.
  if (Buffer.from(eventID).toString() !== eventID) return fail('NotAChangeRecord');
  if (!isJsonObject(dynamodb)) return fail('NotAChangeRecord');
  const eventTime = eventTimeOf(dynamodb.ApproximateCreationDateTime, dynamodb.ApproximateCreationDateTimePrecision);
  if (eventTime === undefined) return fail('NotAChangeRecord');
  if (eventName === 'REMOVE' && !isJsonObject(dynamodb.Keys)) return fail('NotAChangeRecord');
  if (eventName !== 'REMOVE' && !isJsonObject(dynamodb.NewImage)) return fail('MissingImage');

  const event = [
    ['EventID', JSON.stringify(eventID)],
    ['EventName', JSON.stringify(eventName)],
    ['EventTime', JSON.stringify(eventTime)],
  ];
  if (eventName === 'REMOVE') {
    const keys = dynamodb.Keys as Item;
    const violation = firstViolation(keys, ['LivestreamID', 'UID']);
    if (violation !== undefined) return fail('SchemaViolation', violation);
    return ok(
      [['LivestreamID', JSON.stringify(keys.LivestreamID.S)], ['UID', keys.UID.N], ...event],
      keys.LivestreamID.S,
    );
  }
  const item = dynamodb.NewImage as Item;
  const violation = firstViolation(item, [
    'LivestreamID',
    'UID',
    'UserID',
    'Nickname',
    'Message',
    'MessageType',
    'CreatedAt',
  ]);
  if (violation !== undefined) return fail('SchemaViolation', violation);
  const columns = [
    ['LivestreamID', JSON.stringify(item.LivestreamID.S)],
    ['UID', item.UID.N],
    ['UserID', JSON.stringify(item.UserID.S)],
    ['Nickname', JSON.stringify(item.Nickname.S)],
    ['Message', JSON.stringify(item.Message.S)],
    ['MessageType', JSON.stringify(item.MessageType.S)],
    ['CreatedAt', JSON.stringify(item.CreatedAt.S)],
  ];
  return ok([...columns, ...event], item.LivestreamID.S);
}

/** The first attribute that is not an object with its type tag and nothing else, or whose value Zod refuses. */
function firstViolation(image: object, names: (keyof Item)[]): string | undefined {
  return names.find((name) => {
    const tag = name === 'UID' ? 'N' : 'S';
    const attribute = (image as Record<string, unknown>)[name];
    if (!isJsonObject(attribute) || Object.keys(attribute).join() !== tag) return true;
    return !safeParse(chatMessage.attributes[name]!.schema, attribute[tag]).success;
  });
}

interface Item {
  LivestreamID: { S: string };
  UID: { N: string };
  UserID: { S: string };
  Nickname: { S: string };
  Message: { S: string };
  MessageType: { S: string };
  CreatedAt: { S: string };
}

function ok(columns: string[][], livestreamId: string): ReferenceVerdict {
  const row = `{${columns.map(([name, json]) => `"${name}":${json}`).join(',')}}\n`;
  return { result: 'Ok', row, partitionKeys: { LivestreamID: livestreamId } };
}

function fail(reason: string, path?: string): ReferenceVerdict {
  return path === undefined ? { result: 'ProcessingFailed', reason } : { result: 'ProcessingFailed', reason, path };
}

function isJsonObject(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

function eventTimeOf(time: unknown, precision: unknown): string | undefined {
  if (!Number.isSafeInteger(time)) return undefined;
  if (precision !== undefined && precision !== 'MILLISECOND' && precision !== 'MICROSECOND') return undefined;
  const microseconds = BigInt(time as number) * (precision === 'MICROSECOND' ? 1n : 1000n);
  if (microseconds < 0n || microseconds > lastMicrosecond) return undefined;
  const milliseconds = new Date(Number(microseconds / 1000n)).toISOString();
  return milliseconds.replace('Z', `${String(microseconds % 1000n).padStart(3, '0')}Z`);
}
