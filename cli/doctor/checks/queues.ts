import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Resource } from '../../../local/template/resolve.ts';
import { canonical, differences, inWords } from '../differences.ts';
import { judge, look, missing } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import { samePolicy } from '../policy.ts';
import { type Check, resourcesOf, type Stage } from '../stage.ts';

/** Properties of the template that are attributes of the queue by the same name, as text. */
const PLAIN = [
  'ContentBasedDeduplication',
  'DelaySeconds',
  'FifoQueue',
  'MaximumMessageSize',
  'ReceiveMessageWaitTimeSeconds',
  'VisibilityTimeout',
];
const ENCRYPTION = ['SqsManagedSseEnabled', 'KmsMasterKeyId'];

type Attributes = Record<string, string | undefined>;

export const checkQueues: Check = async (stage) => {
  const notes = await Promise.all(resourcesOf(stage, 'AWS::SQS::Queue').map((resource) => checkOne(stage, resource)));
  return notes.flat();
};

async function checkOne(stage: Stage, queue: Resource): Promise<Note[]> {
  const where = `queue ${queue.name}`;
  const seen = await look(() => attributesOf(stage, queue.name));
  const byHand = `aws sqs get-queue-attributes --attribute-names All --queue-url $(aws sqs get-queue-url --queue-name ${queue.name} --output text)`;
  return judge(seen, { where, what: 'its attributes', byHand }, missing(where), (attributes) => [
    ...redriveNotes(where, queue, attributes),
    ...retentionNotes(where, queue, attributes),
    ...plainNotes(where, queue, attributes, PLAIN, 'warning'),
    ...(stage.isAws
      ? [...plainNotes(where, queue, attributes, ENCRYPTION, 'error'), ...policyNotes(where, stage, queue, attributes)]
      : [
          {
            severity: 'not checked' as const,
            where,
            what: 'its encryption and policy (the local stack has neither)',
            mend: byHand,
          },
        ]),
  ]);
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
async function attributesOf({ deployed }: Stage, QueueName: string): Promise<Attributes> {
  const sqs = deployed.client(SQSClient);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return Attributes;
}

/** The policy is an object in the template and JSON text in the answer. */
function redriveNotes(where: string, { properties }: Resource, { RedrivePolicy = '{}' }: Attributes): Note[] {
  const expected = properties.RedrivePolicy ?? {};
  if (canonical(JSON.parse(RedrivePolicy)) === canonical(expected)) return [];
  const what = `its redrive policy is ${RedrivePolicy}, in the template ${JSON.stringify(expected)}: messages that nobody can handle go elsewhere, or come for ever`;
  return [{ severity: 'error', where, what, mend: PUT_BACK }];
}

function retentionNotes(where: string, { properties }: Resource, { MessageRetentionPeriod }: Attributes): Note[] {
  const expected = properties.MessageRetentionPeriod;
  if (expected === undefined || Number(MessageRetentionPeriod) === Number(expected)) return [];
  const what = `keeps messages for ${MessageRetentionPeriod} seconds, in the template ${expected}`;
  const severity = Number(MessageRetentionPeriod) < Number(expected) ? 'error' : 'warning';
  return [{ severity, where, what, mend: PUT_BACK }];
}

function plainNotes(
  where: string,
  { properties }: Resource,
  attributes: Attributes,
  names: string[],
  severity: Note['severity'],
): Note[] {
  const expected = Object.fromEntries(
    names.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name]]),
  );
  return differences(expected, attributes).map((difference) => ({
    severity,
    where,
    what: inWords(difference),
    mend: PUT_BACK,
  }));
}

/** The template names queues by their URL there, whose last part is the name. */
function policyNotes(where: string, stage: Stage, { name }: Resource, { Policy }: Attributes): Note[] {
  const expected = resourcesOf(stage, 'AWS::SQS::QueuePolicy').find(({ properties }) =>
    (properties.Queues as string[]).some((url) => url.split('/').at(-1) === name),
  )?.properties.PolicyDocument;
  if (expected === undefined) return [];
  if (Policy === undefined || Policy === '') {
    const what = 'its policy was removed: its topic may not send to it, and requests without TLS are let in';
    return [{ severity: 'error', where, what, mend: PUT_BACK }];
  }
  if (samePolicy(expected, Policy)) return [];
  return [{ severity: 'error', where, what: 'its policy is not the one of the template', mend: PUT_BACK }];
}
