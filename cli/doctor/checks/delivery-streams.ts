import {
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
} from '@aws-sdk/client-firehose';
import type { Resource } from '../../../local/template/resolve.ts';
import { differences, inWords } from '../differences.ts';
import { judge, look, missing } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import { type Check, resourcesOf, type Stage, section } from '../stage.ts';

/** Differences in these make rows late or logs silent. Any other makes rows go elsewhere, or fail. */
const HARMLESS = /^(BufferingHints|CloudWatchLoggingOptions|FileExtension)\b/;

export const checkDeliveryStreams: Check = async (stage) => {
  const notes = await Promise.all(
    resourcesOf(stage, 'AWS::KinesisFirehose::DeliveryStream').map((resource) => checkOne(stage, resource)),
  );
  return notes.flat();
};

async function checkOne(stage: Stage, resource: Resource): Promise<Note[]> {
  const { name, properties } = resource;
  const where = `delivery stream ${name}`;
  const seen = await look(() =>
    stage.deployed.client(FirehoseClient).send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name })),
  );
  const question = {
    where,
    what: 'its configuration',
    byHand: `aws firehose describe-delivery-stream --delivery-stream-name ${name}`,
  };
  return judge(seen, question, missing(where), ({ DeliveryStreamDescription: description }) => [
    ...statusNotes(where, description),
    ...configurationNotes(where, properties, description),
  ]);
}

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeliveryStreamDescription.html */
function statusNotes(where: string, description: DeliveryStreamDescription | undefined): Note[] {
  const { DeliveryStreamStatus: status = 'unknown', FailureDescription: failure } = description ?? {};
  if (status === 'ACTIVE') return [];
  const because = failure ? ` (${failure.Type}: ${failure.Details})` : '';
  return [
    {
      severity: 'error',
      where,
      what: `is ${status}${because}: it delivers nothing`,
      mend: /FAILED/.test(status)
        ? 'Mend what the failure names (mostly a role or a key), delete the delivery stream and deploy; a new one reads from its creation on, see docs/operations.md, "Renaming a delivery stream".'
        : 'Wait until it is ACTIVE; creating takes a minute.',
    },
  ];
}

/** The zone is the matter of `time-zones.ts`, which holds it against the catalog too. */
function configurationNotes(
  where: string,
  properties: Record<string, unknown>,
  description: DeliveryStreamDescription | undefined,
): Note[] {
  const { CustomTimeZone: _, ...destination } = section(properties, 'ExtendedS3DestinationConfiguration');
  const source = section(properties, 'KinesisStreamSourceConfiguration');
  const actualSource = description?.Source?.KinesisStreamSourceDescription ?? {};
  const actual = description?.Destinations?.[0]?.ExtendedS3DestinationDescription ?? {};
  return [...differences(source, actualSource), ...differences(comparable(destination), comparable({ ...actual }))].map(
    (difference) => ({
      severity: HARMLESS.test(difference.path) ? 'warning' : 'error',
      where,
      what: inWords(difference),
      mend: difference.path.startsWith('DynamicPartitioningConfiguration')
        ? 'Dynamic partitioning is chosen at creation: see docs/operations.md, "Renaming a delivery stream".'
        : PUT_BACK,
    }),
  );
}

/** Parameters of processors are a list of names and values, in any order. */
function comparable(destination: Record<string, unknown>): Record<string, unknown> {
  const { ProcessingConfiguration: processing, ...rest } = destination;
  const { Enabled, Processors = [] } = (processing ?? {}) as {
    Enabled?: boolean;
    Processors?: { Type?: string; Parameters?: { ParameterName: string; ParameterValue: string }[] }[];
  };
  const processors = Processors.map(({ Type, Parameters = [] }) => ({
    Type,
    ...Object.fromEntries(Parameters.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue])),
  }));
  return { ...rest, ProcessingConfiguration: { Enabled, Processors: processors } };
}
