import { AwsError } from '../wire/message.ts';
import { type ParsedDeliveryStream, parseDeliveryStream } from './configuration.ts';
import type { FirehoseContext } from './context.ts';
import { columnsOf } from './conversion/schema.ts';
import { type HostedStream, openHostedStream, type Surroundings } from './hosted-stream.ts';
import { compileError, newerThanJq16 } from './jq.ts';
import { invalidArgument } from './property-reader.ts';
import { createPutQuota, type PutQuota, type PutRate } from './put-quota.ts';
import type { StreamConfiguration } from './stream-configuration.ts';
import type { StreamRecord } from './stream-record.ts';

/** The delivery streams of one account. */
export interface StreamRegistry extends FirehoseContext {
  /** Creates a delivery stream, goes on with the one of an earlier run, or changes that one to the new properties. */
  provision(properties: Record<string, unknown>): Promise<void>;
  /** Goes on with those of earlier runs that are not running yet. */
  resume(): Promise<void>;
  /** Delivers what is in hand, until `giveUp` resolves. */
  stop(giveUp: Promise<unknown>): Promise<void>;
}

/** How long a change waits for what is in hand, real milliseconds; what is left then is delivered after it. */
const CHANGE_WITHIN_MS = 10_000;

export function createStreamRegistry(surroundings: Surroundings, putRate: PutRate): StreamRegistry {
  const { folders, clock, accountId, log, tables } = surroundings;
  const hosted = new Map<string, HostedStream>();
  const quotas = new Map<string, PutQuota>();
  const changing = new Set<string>();

  const find = (name: unknown): HostedStream => {
    const stream = hosted.get(String(name));
    if (stream) return stream;
    throw new AwsError('ResourceNotFoundException', `Firehose ${name} not found under account ${accountId}.`);
  };
  /** What can be wrong with a configuration beyond its own words. */
  const check = async (configuration: StreamConfiguration): Promise<void> => {
    await checkQuery(configuration, log);
    if (configuration.conversion) columnsOf(configuration.conversion.table, tables);
  };
  const open = async (configuration: StreamConfiguration, record: StreamRecord): Promise<HostedStream> => {
    const { name } = configuration;
    const stream = openHostedStream(configuration, record, surroundings);
    hosted.set(name, stream);
    quotas.set(name, createPutQuota(putRate, clock));
    try {
      await stream.engine.start();
    } catch (error) {
      if (hosted.get(name) === stream) hosted.delete(name);
      stream.close();
      throw error;
    }
    return stream;
  };
  const create = async (properties: Record<string, unknown>): Promise<string> => {
    const { configuration } = parseDeliveryStream(properties);
    await check(configuration);
    const { name } = configuration;
    if (hosted.has(name) || folders.read(name)) {
      throw new AwsError('ResourceInUseException', `Firehose ${name} under accountId ${accountId} already exists`);
    }
    const record: StreamRecord = { properties, version: 1, createdMs: clock.now() };
    folders.create(name);
    const { arn } = await open(configuration, record);
    // Last, so that a creation which was cut short leaves nothing that looks finished.
    folders.write(name, record);
    return arn;
  };
  const goOn = async (
    kept: StreamRecord,
    { configuration }: ParsedDeliveryStream,
    properties: Record<string, unknown>,
  ) => {
    await check(configuration);
    refuseChange(parseDeliveryStream(kept.properties).configuration, configuration);
    const isChanged = JSON.stringify(kept.properties) !== JSON.stringify(properties);
    const changed = { ...kept, properties, version: kept.version + 1, updatedMs: clock.now() };
    if (isChanged) folders.write(configuration.name, changed);
    await open(configuration, isChanged ? changed : kept);
  };

  /** One whose Glue table is gone waits for it; what was put to it stays. */
  const resumeOne = async (name: string, record: StreamRecord): Promise<void> => {
    try {
      await open(parseDeliveryStream(record.properties).configuration, record);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      log(`Delivery stream ${name} of an earlier run does not go on: ${error.message}`);
    }
  };

  /** A change that failed leaves the delivery stream as it was, and running: what is stopped must not be called ACTIVE. */
  const goBack = async (stream: HostedStream): Promise<void> => {
    const { configuration, record } = stream;
    const { name } = configuration;
    const kept = folders.read(name);
    const isReplaced = hosted.has(name) && hosted.get(name) !== stream;
    if (!kept || isReplaced) return;
    hosted.delete(name);
    stream.close();
    if (kept.version !== record.version) folders.write(name, record);
    await open(configuration, record);
  };

  const change = async (name: string, properties: Record<string, unknown>): Promise<void> => {
    const stream = find(name);
    const { configuration } = parseDeliveryStream(properties);
    await check(configuration);
    refuseChange(stream.configuration, configuration);
    if (changing.has(name)) {
      throw new AwsError('ResourceInUseException', `Firehose ${name} under accountId ${accountId} is being updated`);
    }
    changing.add(name);
    try {
      await stream.engine.stop(new Promise((resolve) => setTimeout(resolve, CHANGE_WITHIN_MS).unref()));
      if (hosted.get(name) !== stream) return;
      const changed = { ...stream.record, properties, version: stream.record.version + 1, updatedMs: clock.now() };
      folders.write(name, changed);
      // In one turn, so that no put comes between.
      stream.close();
      await open(configuration, changed);
    } catch (error) {
      await goBack(stream);
      throw error;
    } finally {
      changing.delete(name);
    }
  };

  return {
    accountId,
    find,
    names: () => [...hosted.keys()].sort(),
    create,
    change,
    async remove(name) {
      const stream = find(name);
      hosted.delete(name);
      stream.close();
      folders.remove(name);
    },
    quotaOf: (name) => quotas.get(name)!,
    async provision(properties) {
      const parsed = parseDeliveryStream(properties);
      const kept = hosted.has(parsed.configuration.name) ? undefined : folders.read(parsed.configuration.name);
      if (kept) await goOn(kept, parsed, properties);
      else await create(properties);
    },
    async resume() {
      for (const name of folders.names()) {
        const record = folders.read(name)!;
        if (!hosted.has(name)) await resumeOne(name, record);
      }
    },
    async stop(giveUp) {
      const streams = [...hosted.values()];
      hosted.clear();
      await Promise.all(streams.map(({ engine }) => engine.stop(giveUp)));
      for (const stream of streams) stream.close();
    },
  };
}

async function checkQuery({ name, metadataQuery }: StreamConfiguration, log: (message: string) => void): Promise<void> {
  if (metadataQuery === undefined) return;
  const error = await compileError(metadataQuery);
  if (error) throw invalidArgument(`MetadataExtractionQuery is not a valid jq query: ${error}`);
  const newer = newerThanJq16(metadataQuery).join(', ');
  if (newer) log(`Delivery stream ${name}: Firehose runs jq 1.6, which does not have what the query uses: ${newer}.`);
}

/** https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-enable.html */
function refuseChange(before: StreamConfiguration, after: StreamConfiguration): void {
  const elsewhere = 'Give the delivery stream another name, or start over in another data directory.';
  if (Boolean(before.partitioning) !== Boolean(after.partitioning)) {
    throw invalidArgument(
      `AWS switches dynamic partitioning of ${after.name} on at creation only, and never off. ${elsewhere}`,
    );
  }
  if (JSON.stringify(before.source) !== JSON.stringify(after.source)) {
    throw invalidArgument(`AWS does not change the source of ${after.name}: CloudFormation replaces it. ${elsewhere}`);
  }
}
