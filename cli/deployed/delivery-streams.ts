import {
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  type ExtendedS3DestinationDescription,
  FirehoseClient,
  ListDeliveryStreamsCommand,
} from '@aws-sdk/client-firehose';
import { UserError } from '../output.ts';
import type { Deployed } from './connect.ts';

/** Where a delivery stream's objects lie. */
export interface ObjectPlace {
  bucket: string;
  /** What every data object's key begins with. */
  dataPrefix: string;
  /** Parted by the table's partition key, or by the hour of arrival. */
  layout: 'keys' | 'hour';
  /** Zone of the hours in its keys. */
  timeZone: string;
}

/** A delivery stream with a transform, as Firehose describes it. */
export interface TransformingStream extends ObjectPlace {
  /** Physical name. */
  name: string;
  /** As folders, metrics and commands say. */
  shortName: string;
  status: string;
  /** The Kinesis stream that it reads; undefined where records are put on it. */
  sourceStream: string | undefined;
  /** Name of the function that transforms its records. */
  transform: string;
  /** What its objects hold. */
  output: 'json' | 'parquet';
}

/** One that carries the changes of a table. */
export interface DeployedStream extends TransformingStream {
  sourceStream: string;
}

/** The delivery streams of the stage that read a Kinesis stream, by name. Throws {@link UserError} when there are none. */
export async function deliveryStreamsOf(deployed: Deployed): Promise<DeployedStream[]> {
  return (await transformingStreamsOf(deployed)).filter(
    (stream): stream is DeployedStream => stream.sourceStream !== undefined,
  );
}

/**
 * All delivery streams of the stage that have a transform to fail at, by name: those of table changes, of logs, and the twins that
 * failed records of logs are replayed through. Throws {@link UserError} when none of them reads a Kinesis stream.
 */
export async function transformingStreamsOf(deployed: Deployed): Promise<TransformingStream[]> {
  const firehose = deployed.client(FirehoseClient);
  const own = deployed.physicalName('');
  const streams: TransformingStream[] = [];
  for await (const name of namesOf(firehose)) {
    if (!name.startsWith(own)) continue;
    const { DeliveryStreamDescription: described } = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }),
    );
    const stream = described && streamOf(name, name.slice(own.length), described);
    if (stream) streams.push(stream);
  }
  if (streams.every(({ sourceStream }) => sourceStream === undefined)) {
    throw new UserError(
      `There are no delivery streams of stage ${deployed.stage} at ${deployed.place}. Name the stage with --stage.`,
    );
  }
  return streams;
}

/** The delivery stream of a short name. Throws {@link UserError} that lists what there is. */
export async function deliveryStreamOf(deployed: Deployed, shortName: string): Promise<TransformingStream> {
  const streams = await transformingStreamsOf(deployed);
  const stream = streams.find((each) => each.shortName === shortName);
  if (stream) return stream;
  const names = streams.map((each) => each.shortName).join(', ');
  throw new UserError(`Stage ${deployed.stage} has no delivery stream ${shortName}. It has: ${names}.`);
}

/** Page by page. https://docs.aws.amazon.com/firehose/latest/APIReference/API_ListDeliveryStreams.html */
async function* namesOf(firehose: FirehoseClient): AsyncGenerator<string> {
  let last: string | undefined;
  for (;;) {
    const { DeliveryStreamNames = [], HasMoreDeliveryStreams } = await firehose.send(
      new ListDeliveryStreamsCommand(last === undefined ? {} : { ExclusiveStartDeliveryStreamName: last }),
    );
    yield* DeliveryStreamNames;
    last = DeliveryStreamNames.at(-1);
    if (!HasMoreDeliveryStreams || last === undefined) return;
  }
}

function streamOf(
  name: string,
  shortName: string,
  { DeliveryStreamStatus, Source, Destinations }: DeliveryStreamDescription,
): TransformingStream | undefined {
  const source = Source?.KinesisStreamSourceDescription?.KinesisStreamARN;
  const s3 = Destinations?.[0]?.ExtendedS3DestinationDescription;
  const place = placeOf(s3);
  const parameters = (s3?.ProcessingConfiguration?.Processors ?? []).flatMap(({ Parameters = [] }) => Parameters);
  const transformArn = parameters.find(({ ParameterName }) => ParameterName === 'LambdaArn')?.ParameterValue;
  // …:function:<name> or …:function:<name>:<version>
  const transform = transformArn?.split(':')[6];
  if (transform === undefined || place === undefined) return undefined;
  return {
    name,
    shortName,
    status: DeliveryStreamStatus ?? 'UNKNOWN',
    sourceStream: source?.slice(source.indexOf('/') + 1),
    ...place,
    transform,
    output: s3?.DataFormatConversionConfiguration?.Enabled ? 'parquet' : 'json',
  };
}

/** Where the objects of a delivery stream of any source lie. Throws {@link UserError} for one that does not write to S3. */
export async function objectPlaceOf(deployed: Deployed, name: string): Promise<ObjectPlace> {
  const { DeliveryStreamDescription } = await deployed
    .client(FirehoseClient)
    .send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }));
  const place = placeOf(DeliveryStreamDescription?.Destinations?.[0]?.ExtendedS3DestinationDescription);
  if (place) return place;
  throw new UserError(`The delivery stream ${name} does not write to S3.`);
}

function placeOf(s3: ExtendedS3DestinationDescription | undefined): ObjectPlace | undefined {
  if (s3?.BucketARN === undefined) return undefined;
  const prefix = s3.Prefix ?? '';
  return {
    bucket: s3.BucketARN.slice(s3.BucketARN.lastIndexOf(':') + 1),
    // The folders before the first expression.
    dataPrefix: prefix.split('!{')[0]!.replace(/[^/]*$/, ''),
    layout: /!\{partitionKeyFrom/.test(prefix) ? 'keys' : 'hour',
    timeZone: s3.CustomTimeZone ?? 'UTC',
  };
}
