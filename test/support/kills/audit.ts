import { join } from 'node:path';
import { openLakeOn } from '../../../cli/lake-of.ts';
import type { DeliveryStreamFacts } from '../../../cli/proof/delivery-streams.ts';
import { readFailedRecords, readRows } from '../../../lake/read-objects.ts';
import { lastKnownTimeOf } from '../../../local/data-directory.ts';
import { createKinesis } from '../../../local/kinesis/service.ts';
import type { ReadPosition } from '../../../local/kinesis/types.ts';
import type { Resource } from '../../../local/template/resolve.ts';
import { offsetOf, type Stretch } from './in-flight.ts';
import { type Writers, writeLabel } from './writers.ts';

/** What of a delivery stream's source was not checkpointed at each death. */
export type Deaths = Map<DeliveryStreamFacts, Stretch[][]>;

export interface Audit {
  /** Records on the stream. */
  written: number;
  /** Of those, the same change once more: a death between the stream and the table's note of it. */
  writtenAgain: number;
  layouts: Record<string, LayoutAudit>;
  /** Keys whose state in the view is not what was acknowledged last. */
  viewWrong: number;
  viewRows: number;
}

export interface LayoutAudit {
  delivered: number;
  failed: number;
  /** Records on the stream that are in no object. */
  lost: number;
  /** Acknowledged writes that are in no object. */
  acknowledgedLost: number;
  /** In objects more often than on the stream, each because a death came between object and checkpoint. */
  repeated: number;
  /** More often than those deaths explain. */
  repeatedTooOften: number;
  unexpected: number;
}

/** How often a change is on the stream, and how often it may at most be in the objects of each layout. */
interface Logged {
  times: number;
  allowed: Map<DeliveryStreamFacts, number>;
}

/** Holds a stopped stack's objects against its log, what was acknowledged, and what each death left open. */
export async function auditStack(
  data: string,
  resources: Resource[],
  deaths: Deaths,
  { acknowledged, expected }: Pick<Writers, 'acknowledged' | 'expected'>,
): Promise<Audit> {
  const log = readLog(data, deaths);
  const written = [...log.values()].reduce((sum, { times }) => sum + times, 0);
  const layouts: Audit['layouts'] = {};
  for (const layout of deaths.keys()) layouts[layout.shortName] = await auditLayout(data, layout, log, acknowledged);
  const view = await readView(data, resources);
  const keys = new Set([...view.keys(), ...expected.keys()]);
  const viewWrong = [...keys].filter((key) => view.get(key)?.join() !== expected.get(key)).length;
  return { written, writtenAgain: written - log.size, layouts, viewWrong, viewRows: view.size };
}

function readLog(data: string, deaths: Deaths): Map<string, Logged> {
  // By this clock nothing has expired yet.
  const clock = { now: () => 0, after: () => () => {} };
  const kinesis = createKinesis({
    directory: join(data, 'kinesis'),
    clock,
    region: 'us-east-1',
    accountId: '000000000000',
  });
  const [{ sourceStream }] = [...deaths.keys()] as [DeliveryStreamFacts];
  const log = new Map<string, Logged>();
  for (const { shardId } of kinesis.streams.shards(sourceStream)) {
    let position: ReadPosition = 'TRIM_HORIZON';
    for (;;) {
      const { records } = kinesis.streams.read(sourceStream, shardId, position, { records: 10_000, bytes: 4e6 });
      const last = records.at(-1);
      if (!last) break;
      for (const record of records) note(log, record.data, shardId, offsetOf(record.sequenceNumber), deaths);
      position = { after: last.sequenceNumber };
    }
  }
  kinesis.close();
  return log;
}

function note(log: Map<string, Logged>, data: Buffer, shardId: string, offset: number, deaths: Deaths): void {
  const { eventID } = JSON.parse(data.toString()) as { eventID: string };
  const logged = log.get(eventID) ?? { times: 0, allowed: new Map() };
  log.set(eventID, logged);
  logged.times += 1;
  for (const [layout, ofLayout] of deaths) {
    const inFlight = ofLayout.filter((stretches) =>
      stretches.some((stretch) => stretch.shardId === shardId && stretch.from <= offset && offset < stretch.to),
    );
    logged.allowed.set(layout, (logged.allowed.get(layout) ?? 0) + 1 + inFlight.length);
  }
}

async function auditLayout(
  data: string,
  layout: DeliveryStreamFacts,
  log: Map<string, Logged>,
  acknowledged: Set<string>,
): Promise<LayoutAudit> {
  const directory = join(data, 's3', layout.bucket);
  const found = new Map<string, number>();
  const missing = new Set(acknowledged);
  const count = (eventId: string, livestreamId: string, uid: string, message: string | undefined) => {
    found.set(eventId, (found.get(eventId) ?? 0) + 1);
    missing.delete(writeLabel(livestreamId, uid, message));
  };
  let delivered = 0;
  let failed = 0;
  await readRows(directory, layout.dataPrefix, (bytes) => {
    const text = bytes.toString();
    const row = JSON.parse(text) as { EventID: string; LivestreamID: string; Message?: string };
    // JSON.parse would round it.
    const uid = /^\{"LivestreamID":"[^"]*","UID":(\d+)/.exec(text)![1]!;
    delivered += 1;
    count(row.EventID, row.LivestreamID, uid, row.Message);
  });
  await readFailedRecords(directory, layout.errorPrefix, ({ rawData }) => {
    const { eventID, dynamodb } = JSON.parse(rawData.toString()) as {
      eventID: string;
      dynamodb: { NewImage: Record<'LivestreamID' | 'Message', { S: string }> & { UID: { N: string } } };
    };
    const { LivestreamID, UID, Message } = dynamodb.NewImage;
    failed += 1;
    count(eventID, LivestreamID.S, UID.N, Message.S);
  });
  const sums = { lost: 0, repeated: 0, repeatedTooOften: 0 };
  for (const [eventId, { times, allowed }] of log) {
    const arrived = found.get(eventId) ?? 0;
    sums.lost += Math.max(0, times - arrived);
    sums.repeated += Math.max(0, arrived - times);
    sums.repeatedTooOften += Math.max(0, arrived - allowed.get(layout)!);
  }
  const unexpected = [...found.keys()].filter((eventId) => !log.has(eventId)).length;
  return { delivered, failed, ...sums, acknowledgedLost: missing.size, unexpected };
}

/** `livestream/uid` to the messages that the view shows for it: one, if it hides repeats. */
async function readView(data: string, resources: Resource[]): Promise<Map<string, string[]>> {
  const lake = await openLakeOn(resources, join(data, 's3'), () => Math.max(Date.now(), lastKnownTimeOf(data)!));
  try {
    const { rows } = await lake.query('SELECT livestreamid, uid, message FROM chat_messages_current');
    const view = new Map<string, string[]>();
    for (const [livestreamId, uid, message] of rows) {
      const key = `${livestreamId}/${uid}`;
      view.set(key, [...(view.get(key) ?? []), String(message)]);
    }
    return view;
  } finally {
    await lake.close();
  }
}
