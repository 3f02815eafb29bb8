import {
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  ListDeliveryStreamsCommand,
} from '@aws-sdk/client-firehose';
import { UserError } from '../output.ts';
import type { Deployed } from './connect.ts';

/** A delivery stream as Firehose describes it. */
export interface DeployedStream {
  /** Physical name. */
  name: string;
  /** As folders, metrics and commands say. */
  shortName: string;
  status: string;
  /** The Kinesis stream that it reads. */
  sourceStream: string;
  bucket: string;
  /** What every data object's key begins with. */
  dataPrefix: string;
  /** Parted by the table's partition key, or by the hour of arrival. */
  layout: 'keys' | 'hour';
  /** Zone of the hours in its keys. */
  timeZone: string;
  /** Name of the function that transforms its records. */
  transform: string | undefined;
}

/** The delivery streams of the stage that read a Kinesis stream, by name. Throws {@link UserError} when there are none. */
export async function deliveryStreamsOf(deployed: Deployed): Promise<DeployedStream[]> {
  const firehose = deployed.client(FirehoseClient);
  const own = deployed.physicalName('');
  const streams: DeployedStream[] = [];
  for await (const name of namesOf(firehose)) {
    if (!name.startsWith(own)) continue;
    const { DeliveryStreamDescription: described } = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }),
    );
    const stream = described && streamOf(name, name.slice(own.length), described);
    if (stream) streams.push(stream);
  }
  if (streams.length === 0) {
    throw new UserError(
      `There are no delivery streams of stage ${deployed.stage} at ${deployed.place}. Name the stage with --stage.`,
    );
  }
  return streams;
}

/** The delivery stream of a short name. Throws {@link UserError} that lists what there is. */
export async function deliveryStreamOf(deployed: Deployed, shortName: string): Promise<DeployedStream> {
  const streams = await deliveryStreamsOf(deployed);
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
): DeployedStream | undefined {
  const source = Source?.KinesisStreamSourceDescription?.KinesisStreamARN;
  const s3 = Destinations?.[0]?.ExtendedS3DestinationDescription;
  if (source === undefined || s3?.BucketARN === undefined) return undefined;
  const prefix = s3.Prefix ?? '';
  const parameters = (s3.ProcessingConfiguration?.Processors ?? []).flatMap(({ Parameters = [] }) => Parameters);
  const transformArn = parameters.find(({ ParameterName }) => ParameterName === 'LambdaArn')?.ParameterValue;
  return {
    name,
    shortName,
    status: DeliveryStreamStatus ?? 'UNKNOWN',
    sourceStream: source.slice(source.indexOf('/') + 1),
    bucket: s3.BucketARN.slice(s3.BucketARN.lastIndexOf(':') + 1),
    // The folders before the first expression.
    dataPrefix: prefix.split('!{')[0]!.replace(/[^/]*$/, ''),
    layout: /!\{partitionKeyFrom/.test(prefix) ? 'keys' : 'hour',
    timeZone: s3.CustomTimeZone ?? 'UTC',
    // …:function:<name> or …:function:<name>:<version>
    transform: transformArn?.split(':')[6],
  };
}
