import { createKeyedLock } from '../../s3/keyed-lock.ts';
import { AwsError } from '../../wire/message.ts';
import { functionNotFound } from '../errors.ts';
import { parseFunctionName } from '../function-name.ts';
import { invalidParameter, type MappingProperties, parseMapping } from './configuration.ts';
import type { MappingsContext } from './context.ts';
import { type HostedMapping, hostMapping, type Surroundings } from './hosted-mapping.ts';
import type { MappingRecord } from './mapping-record.ts';

/** The event source mappings of one account. */
export interface MappingRegistry extends MappingsContext {
  /** Creates a mapping, goes on with the one of an earlier run, or changes that one to the new properties. */
  provision(given: Record<string, unknown>): Promise<HostedMapping>;
  /** Goes on with those of earlier runs that are not the template's. */
  resume(): Promise<void>;
  /** Waits for the invocations under way, until `giveUp` resolves. */
  stop(giveUp: Promise<unknown>): Promise<void>;
}

/** How long a change waits for invocations under way, real milliseconds; what is in hand then is repeated. */
const CHANGE_WITHIN_MS = 10_000;

export function createMappingRegistry(
  surroundings: Surroundings,
  isDeployed: (functionName: string) => boolean,
): MappingRegistry {
  const { folders, clock, newId, sourceOf, region, accountId, log } = surroundings;
  const hosted = new Map<string, HostedMapping>();
  const inTurn = createKeyedLock();

  const find = (uuid: string): HostedMapping => {
    const found = hosted.get(uuid);
    if (found) return found;
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
  };
  const open = async (record: MappingRecord): Promise<HostedMapping> => {
    const mapping = await hostMapping(record, surroundings);
    hosted.set(record.uuid, mapping);
    try {
      await mapping.engine?.start();
    } catch (error) {
      hosted.delete(record.uuid);
      mapping.engine?.close();
      throw error;
    }
    return mapping;
  };
  const check = async ({ EventSourceArn: streamArn, FunctionName: functionName }: MappingProperties): Promise<void> => {
    if (!isDeployed(functionName)) {
      const isArn = functionName.startsWith('arn:');
      throw functionNotFound(isArn ? functionName : `arn:aws:lambda:${region}:${accountId}:function:${functionName}`);
    }
    try {
      (await sourceOf(streamArn, functionName)).shards();
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw invalidParameter(`Stream not found: ${streamArn}`);
    }
  };
  const sameEnds = (a: MappingProperties) => (b: MappingProperties) =>
    a.EventSourceArn === b.EventSourceArn && parseFunctionName(a.FunctionName) === parseFunctionName(b.FunctionName);

  const create = async (properties: MappingProperties, isOfTemplate: boolean): Promise<HostedMapping> => {
    await check(properties);
    const isSame = sameEnds(properties);
    const twin = [...hosted.values()].find(({ record }) => isSame(record.properties));
    if (twin) throw conflict(properties, twin.record.uuid);
    const record: MappingRecord = { uuid: newId(), properties, isOfTemplate, modifiedMs: clock.now() };
    folders.create(record.uuid);
    const mapping = await open(record);
    // Last, so that a creation which was cut short leaves nothing that looks finished.
    folders.write(record);
    return mapping;
  };
  const replace = async ({ record, engine }: HostedMapping, properties: MappingProperties): Promise<HostedMapping> => {
    await check(properties);
    await engine?.stop(new Promise((resolve) => setTimeout(resolve, CHANGE_WITHIN_MS).unref()));
    const changed: MappingRecord = { ...record, properties, modifiedMs: clock.now() };
    folders.write(changed);
    return open(changed);
  };

  return {
    find,
    all: () => [...hosted.values()],
    create: (given) => inTurn('create', () => create(parseMapping(given), false)),
    change: (uuid, changes) =>
      inTurn(uuid, async () => {
        const mapping = find(uuid);
        for (const name of ['EventSourceArn', 'StartingPosition', 'StartingPositionTimestamp']) {
          if (name in changes)
            throw invalidParameter(`${name} cannot be changed; delete the mapping and create another.`);
        }
        return replace(mapping, parseMapping({ ...mapping.record.properties, ...changes }));
      }),
    remove: (uuid) =>
      inTurn(uuid, async () => {
        const mapping = find(uuid);
        hosted.delete(uuid);
        mapping.engine?.close();
        folders.remove(uuid);
        return mapping;
      }),
    async provision(given) {
      const properties = parseMapping(given);
      const isSame = sameEnds(properties);
      const kept = folders.all().find((record) => !hosted.has(record.uuid) && isSame(record.properties));
      if (!kept) return inTurn('create', () => create(properties, true));
      await check(properties);
      const isChanged = !kept.isOfTemplate || JSON.stringify(kept.properties) !== JSON.stringify(properties);
      const record = isChanged ? { ...kept, properties, isOfTemplate: true, modifiedMs: clock.now() } : kept;
      if (isChanged) folders.write(record);
      return open(record);
    },
    async resume() {
      for (const record of folders.all()) {
        if (record.isOfTemplate || hosted.has(record.uuid)) continue;
        try {
          await open(record);
        } catch (error) {
          log(`The event source mapping ${record.uuid} does not run: ${error}`);
        }
      }
    },
    async stop(giveUp) {
      const mappings = [...hosted.values()];
      hosted.clear();
      await Promise.all(mappings.map(({ engine }) => engine?.stop(giveUp)));
    },
  };
}

function conflict({ EventSourceArn, FunctionName }: MappingProperties, uuid: string): AwsError {
  const message =
    `The event source arn (" ${EventSourceArn} ") and function (" ${parseFunctionName(FunctionName)} ") provided mapping ` +
    `already exists. Please update or delete the existing mapping with UUID ${uuid}`;
  return new AwsError('ResourceConflictException', message, 409);
}
