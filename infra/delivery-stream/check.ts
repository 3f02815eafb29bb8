import { datasetMistakes } from '../../shared/dataset-check.ts';
import { changeDatasets } from '../../shared/delivery-streams.ts';
import { firehosePartitionedBufferMbMin } from '../../shared/limits.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import { ConfigurationError } from '../framework.ts';
import type { Settings } from '../parameters.ts';
import { sources } from '../sources.ts';

/** Throws {@link ConfigurationError} for what CloudFormation would find out only while it deploys, or nobody would. */
export function checkDeliveryStreams(list: DeliveryStream[], { stage, deliveryBufferMb }: Settings): void {
  const unfit = Object.values(changeDatasets).flatMap(datasetMistakes);
  if (unfit.length > 0) throw new ConfigurationError(`${unfit.join('; ')}.`);
  const mistakes = [
    ...list.flatMap((entry) => [...entryMistakes(entry)]),
    ...repeated('name', list, ({ name }) => name),
    ...repeated('transform', list, ({ transform }) => transform?.name),
    ...list.flatMap((entry) => [...prefixMistakes(entry, list)]),
    ...sharedNames(list),
  ];
  if (mistakes.length > 0) throw new ConfigurationError(`shared/delivery-streams.ts: ${mistakes.join('; ')}.`);

  // Conversion asks for as much: a delivery stream that converts is laid out by keys here.
  const partitioned = list.filter(({ layout }) => layout.by === 'keys');
  if (partitioned.length > 0 && deliveryBufferMb < firehosePartitionedBufferMbMin) {
    throw new ConfigurationError(
      `Parameter "deliveryBufferMb" of stage "${stage}" is ${deliveryBufferMb}, but dynamic partitioning (${partitioned.map(({ name }) => name).join(', ')}) ` +
        `needs a buffer of at least ${firehosePartitionedBufferMbMin} MB. Raise it under "params" in serverless.yml.`,
    );
  }
}

function* entryMistakes({ name, transform, source, dataset, layout }: DeliveryStream): Generator<string> {
  // With the stage before it a function's name has at most 64 characters, and a delivery stream's too.
  for (const [what, value] of Object.entries({ name, 'transform.name': transform?.name })) {
    if (value !== undefined && !/^[a-z][a-z0-9-]{0,31}$/.test(value)) {
      yield `${what} "${value}" must be 1 to 32 lower-case letters, digits and hyphens, and begin with a letter`;
    }
  }
  if (source !== undefined && !sources.some(({ stream }) => stream.name === source)) {
    const known = sources.map(({ stream }) => stream.name).join(', ');
    yield `"${name}" reads the stream "${source}", which infra/sources.ts does not have: name one of ${known}, or add it there`;
  }
  if (layout.by !== 'keys') return;
  if (layout.keys.length === 0) yield `"${name}" is laid out by keys, but names none: name them, or lay it out by hour`;
  for (const key of layout.keys.filter((key) => !dataset?.partitionKeys.includes(key))) {
    yield `"${name}" is laid out by ${key}, which shared/datasets/${dataset?.name}.ts does not list under partitionKeys`;
  }
}

function* prefixMistakes({ name, prefix, replays }: DeliveryStream, list: DeliveryStream[]): Generator<string> {
  if (!/^[a-z0-9-]+(\/[a-z0-9-]+)*\/$/.test(prefix)) {
    yield `prefix "${prefix}" of "${name}" must be folders of lower-case letters, digits and hyphens, each followed by a slash`;
  }
  if (/^(errors|parked|replayed|ledger|athena-results|aws)\//.test(prefix))
    yield `prefix "${prefix}" of "${name}" is not for rows`;
  for (const other of list) {
    // A twin writes where the delivery stream does that it replays: that is what it is for.
    if (other.name === name || other.replays === name || other.name === replays) continue;
    if (other.prefix.startsWith(prefix)) {
      yield `prefix "${prefix}" of "${name}" holds that of "${other.name}": its table would count the other's rows`;
    }
  }
}

/** The functions know datasets by their names. */
function sharedNames(list: DeliveryStream[]): string[] {
  const datasets = [...new Set(list.flatMap(({ dataset }) => dataset ?? []))];
  const names = datasets.map(({ name }) => name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map(
    (name) => `two datasets are called "${name}": give each file in shared/datasets/ its own name`,
  );
}

function repeated(what: string, list: DeliveryStream[], of: (entry: DeliveryStream) => string | undefined): string[] {
  const values = list.flatMap((entry) => of(entry) ?? []);
  const twice = new Set(values.filter((value, index) => values.indexOf(value) !== index));
  return [...twice].map(
    (value) => `${what} "${value}" occurs twice, but names and functions are one delivery stream's own`,
  );
}
