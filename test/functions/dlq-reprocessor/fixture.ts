import { gunzipSync } from 'node:zlib';
import type { DeliveryStream } from '../../../functions/dlq-reprocessor/delivery-streams.ts';
import { createDeliveryStreams } from '../../../functions/dlq-reprocessor/delivery-streams.ts';
import { fingerprintOf } from '../../../functions/dlq-reprocessor/fingerprint.ts';
import { createHourOf } from '../../../functions/dlq-reprocessor/folders.ts';
import { replayLimits } from '../../../functions/dlq-reprocessor/limits.ts';
import { createChangeLook } from '../../../functions/dlq-reprocessor/look.ts';
import { type ReprocessOptions, reprocess } from '../../../functions/dlq-reprocessor/reprocess.ts';
import { createSendRecords } from '../../../functions/dlq-reprocessor/send-records.ts';
import { oneOf } from '../../../shared/attributes.ts';
import { type Attributes, type Dataset, defineDataset } from '../../../shared/dataset.ts';
import { chatMessage } from '../../../shared/datasets/chat-message.ts';
import { createErrorRecordCodec } from '../../../shared/error-object-codec.ts';
import { readParkedEntry } from '../../../shared/error-object-parked.ts';
import type { ReplayReport, ReplayRequest } from '../../../shared/error-object-replay.ts';
import { chatChange, chatImage, toBase64 } from '../../support/change-records.ts';
import { createMemoryRecordSink, createMemorySink, type MemorySink, type SinkGate } from './memory-sink.ts';
import { createMemoryBucket, createMemoryStore, type MemoryBucket } from './memory-store.ts';

export const timeZone = 'Asia/Seoul';
export const hourOf = createHourOf(timeZone);

/** The list of delivery streams as the environment has it. */
export const entries = [
  {
    name: 'chat-by-livestream',
    dataset: 'chat-message',
    prefix: 'chat/by-livestream/',
    layout: { by: 'keys' as const, keys: ['LivestreamID'] },
  },
  { name: 'chat-by-time', dataset: 'chat-message', prefix: 'chat/by-time/', layout: { by: 'hour' as const } },
];

export const deliveryStreams = createDeliveryStreams(entries, hourOf);

/** The chat messages' dataset with other attributes, or more. */
export function changedDataset(attributes: Attributes, partitionKeys = chatMessage.partitionKeys): Dataset {
  const { name, keys } = chatMessage;
  return defineDataset({
    name,
    keys,
    partitionKeys,
    attributes: { ...chatMessage.attributes, ...attributes },
  });
}

type DeliveryStreams = ReadonlyMap<string, DeliveryStream>;

/** The same delivery streams under a schema that knows only some types of message: a bad deployment. */
const deliveryStreamsFor = (...types: [string, ...string[]]): DeliveryStreams =>
  new Map(
    [...deliveryStreams].map(([name, stream]) => {
      const dataset = changedDataset({ MessageType: oneOf(...types) });
      const keys = entries.find((entry) => entry.name === name)!.layout.keys ?? [];
      const judge = createErrorRecordCodec(dataset, keys);
      return [name, { ...stream, look: createChangeLook(dataset), judge, schema: fingerprintOf(dataset) }];
    }),
  );

export const withoutNotice = deliveryStreamsFor('CHAT', 'SYSTEM');
export const withoutNoticeAndChat = deliveryStreamsFor('SYSTEM');

/** 2026-07-13T14:30:00Z: the hour 2026/07/13/23 in Seoul. */
export const arrivalMs = Date.UTC(2026, 6, 13, 14, 30);

export interface LineOptions {
  id: string;
  livestream?: string;
  type?: string;
  errorCode?: string;
  arrivalTimestamp?: number;
}

const times = { attemptsMade: 4, attemptEndingTimestamp: arrivalMs + 60_000, lambdaARN: 'arn:aws:lambda:x' };

/** A line of an error object over a chat message; `id` is its EventID. */
export function chatLine({
  id,
  livestream = 'live-1',
  type = 'CHAT',
  errorCode = 'Lambda.FunctionError',
  arrivalTimestamp = arrivalMs,
}: LineOptions): string {
  const NewImage = chatImage({ LivestreamID: { S: livestream }, MessageType: { S: type } });
  return errorLine(chatChange({ envelope: { eventID: id }, dynamodb: { NewImage } }), { errorCode, arrivalTimestamp });
}

export const ttlLine = (id: string): string =>
  errorLine({ eventID: id, eventName: 'REMOVE', userIdentity: { principalId: 'dynamodb.amazonaws.com' } });

export function errorLine(
  content: unknown,
  { errorCode = 'Lambda.FunctionError', arrivalTimestamp = arrivalMs } = {},
): string {
  return `${JSON.stringify({ rawData: toBase64(content), errorCode, errorMessage: 'no', arrivalTimestamp, ...times })}\n`;
}

export const errorKey = (stream: string, name: string, type = 'processing-failed', hour = '2026/07/13/23'): string =>
  `errors/${stream}/${type}/${hour}/tributary-dev-${stream}-1-2026-07-13-23-30-00-${name}`;

export function putObject({ objects }: MemoryBucket, key: string, body: string | Buffer, lastModified = 0): void {
  objects.set(key, { body: Buffer.from(body), lastModified });
}

/** For delivery streams whose rows are written: nothing is ever sent. */
export const neverSends: ReprocessOptions['send'] = () => Promise.reject(new Error('Nothing is to be sent here.'));

/** A sink in memory, with no real waits before what it refuses is sent again. */
export const sendingTo = (sink: MemorySink, gate?: SinkGate): ReprocessOptions['send'] =>
  createSendRecords({ sink: createMemoryRecordSink(sink, gate), random: () => 0.5, wait: async () => {} });

/** A bucket and a sink in memory, and how to replay on them. */
export function createBench(options: Partial<ReprocessOptions> = {}) {
  const bucket = createMemoryBucket();
  const store = createMemoryStore(bucket);
  const sink = createMemorySink();
  const all: ReprocessOptions = {
    deliveryStreams,
    hourOf,
    store,
    send: sendingTo(sink),
    limits: replayLimits,
    recordsPerRunMax: 1_000_000,
    now: () => arrivalMs + 86_400_000,
    ...options,
  };
  return {
    bucket,
    store,
    sink,
    options: all,
    run: (request: Partial<ReplayRequest> = {}, remainingMs = () => 900_000) =>
      reprocess({ stream: 'chat-by-time', source: 'errors', ...request }, all, { remainingMs }),
  };
}

const textOf = (body: Buffer): string => (body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body).toString();
const linesUnder = ({ objects }: MemoryBucket, prefix: string): { key: string; line: string }[] =>
  [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .flatMap(([key, { body }]) =>
      textOf(body)
        .split('\n')
        .filter(Boolean)
        .map((line) => ({ key, line })),
    );

/** EventIDs of all rows, each with its folder. */
export const rowsOf = (bucket: MemoryBucket): { id: string; folder: string }[] =>
  linesUnder(bucket, 'chat/').map(({ key, line }) => ({
    id: JSON.parse(line).EventID,
    folder: key.slice(0, key.lastIndexOf('/') + 1),
  }));

/** All that is parked. */
export const parkedOf = (bucket: MemoryBucket) =>
  linesUnder(bucket, 'parked/').map(({ key, line }) => ({ key, ...readParkedEntry(Buffer.from(line))! }));

export const keysUnder = ({ objects }: MemoryBucket, prefix: string): string[] =>
  [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();

/** What the report says became of the records it counts. */
export const accountedFor = ({
  restored,
  alreadyThere,
  dropped,
  unreadable,
  remaining,
  parked,
}: ReplayReport): number =>
  [restored, alreadyThere, dropped, unreadable, remaining, ...Object.values(parked)].reduce((a, b) => a + b, 0);
