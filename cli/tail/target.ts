import type { Deployed } from '../deployed/connect.ts';
import { objectPlaceOf } from '../deployed/delivery-streams.ts';
import { readLines } from '../deployed/lines.ts';
import { readObject } from '../deployed/objects.ts';
import type { FanOutTarget } from '../fan-out/targets.ts';
import { UserError } from '../output.ts';
import { followChanges } from './changes.ts';
import { followEvents } from './events.ts';
import { changeLine, eventLine, type TailLine } from './line.ts';
import { followObjects } from './objects.ts';

/**
 * What a target of the fan-out is told from now on, without taking it from anybody: a stream is read, a delivery stream's objects
 * are looked for, a bus and a topic are heard by a queue of their own. Throws {@link UserError} for a queue: who looks into one takes from it.
 */
export async function* followTarget(
  deployed: Deployed,
  target: FanOutTarget,
  content: boolean,
  signal: AbortSignal,
  onReady: (what: string) => void,
): AsyncGenerator<TailLine> {
  const { kind, shortName, address } = target;
  switch (kind) {
    case 'bus':
    case 'topic': {
      const ready = () => onReady(`what the ${kind} ${address} is told`);
      for await (const body of followEvents(deployed, { ...target, kind }, signal, ready, warnOfLeft)) {
        yield eventLine(body, shortName, content);
      }
      return;
    }
    case 'stream': {
      const ready = () => onReady(`changes in the stream ${address}`);
      for await (const { data, shardId } of followChanges(deployed, address, signal, ready)) {
        yield changeLine(data, shardId, content);
      }
      return;
    }
    case 'delivery-stream':
      yield* archived(deployed, address, content, signal, onReady);
      return;
    case 'queue':
      throw new UserError(`${shortName} is a queue: who looks into it takes messages from their reader.`);
  }
}

async function* archived(
  deployed: Deployed,
  name: string,
  content: boolean,
  signal: AbortSignal,
  onReady: (what: string) => void,
): AsyncGenerator<TailLine> {
  const place = await objectPlaceOf(deployed, name);
  const ready = () => onReady(`objects under s3://${place.bucket}/${place.dataPrefix}`);
  for await (const { key } of followObjects(deployed, place, undefined, signal, ready)) {
    const body = await readObject(deployed, place.bucket, key);
    let line = 0;
    for await (const record of body ? readLines(body) : []) {
      line += 1;
      yield changeLine(record, `${key}:${line}`, content);
    }
  }
}

/** Told whatever the command ends with. */
function warnOfLeft(things: string[]): void {
  if (things.length > 0) console.error(`tributary: remove by hand what could not be removed: ${things.join(', ')}`);
}
