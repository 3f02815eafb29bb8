import type { Deployed } from '../deployed/connect.ts';
import { deliveryStreamOf, deliveryStreamsOf } from '../deployed/delivery-streams.ts';
import { readLines } from '../deployed/lines.ts';
import { readObject } from '../deployed/objects.ts';
import { targetOf } from '../fan-out/targets.ts';
import { UserError } from '../output.ts';
import { partitionKey } from '../trace/key.ts';
import { followChanges } from './changes.ts';
import { changeLine, rowLine, type TailLine } from './line.ts';
import { followObjects } from './objects.ts';
import { followTarget } from './target.ts';

export interface Followed {
  /** Short name of the delivery stream whose objects are followed; left out, the changes themselves are. */
  layout?: string | undefined;
  /** A target of the fan-out, see `fan-out/targets.ts`: what it is told is followed instead. */
  target?: string | undefined;
  /** Only messages of this livestream. */
  livestream?: string | undefined;
  content: boolean;
}

/** What arrives from now on. `onReady` is told once nothing that comes can be missed any more. */
export async function* follow(
  deployed: Deployed,
  { layout, target, livestream, content }: Followed,
  signal: AbortSignal,
  onReady: (what: string) => void,
): AsyncGenerator<TailLine> {
  if (layout !== undefined && target !== undefined) throw new UserError('--layout and --target exclude each other.');
  const lines =
    target !== undefined
      ? followTarget(deployed, await targetOf(deployed, target), content, signal, onReady)
      : layout === undefined
        ? changes(deployed, content, signal, onReady)
        : rows(deployed, layout, livestream, content, signal, onReady);
  for await (const line of lines) {
    if (livestream === undefined || line.keys[partitionKey] === livestream) yield line;
  }
}

async function* changes(
  deployed: Deployed,
  content: boolean,
  signal: AbortSignal,
  onReady: (what: string) => void,
): AsyncGenerator<TailLine> {
  const [stream] = await deliveryStreamsOf(deployed);
  const name = stream!.sourceStream;
  const ready = () => onReady(`changes in the stream ${name}`);
  for await (const { data, shardId } of followChanges(deployed, name, signal, ready)) {
    yield changeLine(data, shardId, content);
  }
}

async function* rows(
  deployed: Deployed,
  layout: string,
  livestream: string | undefined,
  content: boolean,
  signal: AbortSignal,
  onReady: (what: string) => void,
): AsyncGenerator<TailLine> {
  const stream = await deliveryStreamOf(deployed, layout);
  if (stream.output === 'parquet') {
    const table = layout.replaceAll('-', '_');
    throw new UserError(
      `The objects of ${layout} are Parquet, not lines. Ask them: tributary query "select … from ${table}"`,
    );
  }
  const key = livestream === undefined ? undefined : { name: partitionKey, value: livestream };
  const ready = () => onReady(`objects under s3://${stream.bucket}/${stream.dataPrefix}`);
  for await (const { key: object } of followObjects(deployed, stream, key, signal, ready)) {
    const body = await readObject(deployed, stream.bucket, object);
    let line = 0;
    for await (const row of body ? readLines(body) : []) {
      line += 1;
      yield rowLine(row, `${object}:${line}`, content);
    }
  }
}
