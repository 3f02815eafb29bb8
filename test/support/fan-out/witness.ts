import type { AttributeValue, WriteRequest } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import { chatMessage } from '../../../cli/workload/messages.ts';
import { createRandom } from '../../../local/random.ts';
import { readStreamFailure } from '../../../shared/stream-record-failure.ts';
import { audit } from './audit.ts';
import { changesOf, isForModeration } from './changes.ts';
import { archivedRecords, objectsUnder, streamRecords } from './consume.ts';
import { names } from './package.ts';
import type { FanOutStack } from './stack.ts';

/** What the failure destination holds, with the ids of the changes. */
export interface Failures {
  byLambda: { condition: string; key: string; ids: string[] }[];
  byFunction: { target: string | undefined; reason: string | undefined; ids: string[] }[];
}

/** Keeps account of what was written to a stack, and of what its targets were given. */
export interface Witness {
  /** Resolves once the event source mapping is done with the changes. */
  write(batches: WriteRequest[][]): Promise<void>;
  /** The ids of the changes that each target ever had, by the names of the routes. */
  taken(): Promise<Record<string, string[]>>;
  failures(): Promise<Failures>;
  /** Every change is in each target that it is for, or was put aside for it, and no target has anything else. */
  nothingIsLost(): Promise<void>;
}

const random = createRandom(1);
let serial = 0;

/** A put of a message that is like no other, for moderation too. */
export function message(attributes: Record<string, AttributeValue> = {}): WriteRequest {
  serial += 1;
  const item = { ...chatMessage('faults', serial, random), MessageType: { S: 'CHAT' }, ...attributes };
  return { PutRequest: { Item: item } };
}

export function createWitness(fanOut: FanOutStack): Witness {
  const queued: Record<string, string[]> = { [names.captured]: [], [names.moderation]: [], [names.fifo]: [] };
  let written = 0;

  async function taken(): Promise<Record<string, string[]>> {
    for (const [name, ids] of Object.entries(queued)) ids.push(...(await fanOut.idsIn(name)));
    return {
      'domain-events': [...queued[names.captured]!],
      moderation: [...queued[names.moderation]!],
      'livestream-queue': [...queued[names.fifo]!],
      'changes-archive': idsOf(await archivedRecords(fanOut.settings)),
      'livestream-stream': idsOf(await streamRecords(fanOut.settings)),
    };
  }

  async function failures(): Promise<Failures> {
    const found: Failures = { byLambda: [], byFunction: [] };
    for (const [key, text] of await objectsUnder(fanOut.settings, 'aws/lambda/')) {
      const outcome = readStreamFailure(text);
      if (!outcome.ok) throw new Error(`${key} cannot be read at ${outcome.path}.`);
      const { condition, target, reason, records } = outcome.failure;
      const ids = (records as { eventID: string }[]).map(({ eventID }) => eventID);
      if (key.startsWith('aws/lambda/ddb-fanout/')) found.byFunction.push({ target, reason, ids });
      else found.byLambda.push({ condition, key, ids });
    }
    return found;
  }

  return {
    async write(batches) {
      await fanOut.write(batches);
      written += batches.flat().length;
      await fanOut.told(written);
    },
    taken,
    failures,
    async nothingIsLost() {
      await fanOut.archived();
      const changes = await changesOf(fanOut.settings);
      const { byLambda, byFunction } = await failures();
      for (const [target, ids] of Object.entries(await taken())) {
        const expected = target === 'moderation' ? changes.filter(isForModeration) : changes;
        const aside = [...byLambda, ...byFunction.filter((one) => (one.target ?? target) === target)];
        const { missing } = audit(expected, [...ids, ...aside.flatMap((one) => one.ids)]);
        expect({ target, missing, unknown: audit(expected, ids).unknown }).toEqual({ target, missing: 0, unknown: 0 });
      }
    },
  };
}

export const idsOf = (records: string[]): string[] =>
  records.map((text) => (JSON.parse(text) as { eventID: string }).eventID);
