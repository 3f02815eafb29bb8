import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Resource } from '../../../local/template/resolve.ts';
import { judge, look, missing } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import { samePolicy } from '../policy.ts';
import { type Check, resourcesOf, type Stage } from '../stage.ts';

type Attributes = Record<string, string | undefined>;

/** Encryption and policy; who listens is the matter of `subscriptions.ts`. https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export const checkTopics: Check = async (stage) => {
  const notes = await Promise.all(resourcesOf(stage, 'AWS::SNS::Topic').map((topic) => checkOne(stage, topic)));
  return notes.flat();
};

async function checkOne(stage: Stage, topic: Resource): Promise<Note[]> {
  const where = `topic ${topic.name}`;
  const seen = await look(() =>
    stage.deployed.client(SNSClient).send(new GetTopicAttributesCommand({ TopicArn: topic.arn })),
  );
  const byHand = `aws sns get-topic-attributes --topic-arn ${topic.arn}`;
  return judge(seen, { where, what: 'its encryption and policy', byHand }, missing(where), ({ Attributes = {} }) => [
    ...encryptionNotes(where, stage, topic, Attributes),
    ...policyNotes(where, stage, topic, Attributes),
  ]);
}

/**
 * A key of the template's own has an id that no template knows. It is one that CloudWatch may use, which the key that AWS manages for
 * SNS is not: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
function encryptionNotes(where: string, stage: Stage, { properties }: Resource, attributes: Attributes): Note[] {
  const expected = properties.KmsMasterKeyId;
  if (expected === undefined) return [];
  const isOwnKey = resourcesOf(stage, 'AWS::KMS::Key').some(({ name, arn }) => expected === name || expected === arn);
  const actual = attributes.KmsMasterKeyId ?? '';
  const isAsExpected = isOwnKey
    ? actual !== '' && !/(^|:)alias\/aws\//.test(actual)
    : actual === expected || actual.endsWith(`:${expected}`);
  if (isAsExpected) return [];
  const what = `its key is ${actual || 'absent'}, in the template ${isOwnKey ? 'one of its own' : expected}`;
  return [{ severity: 'error', where, what, mend: PUT_BACK }];
}

function policyNotes(where: string, stage: Stage, { arn }: Resource, { Policy }: Attributes): Note[] {
  const expected = resourcesOf(stage, 'AWS::SNS::TopicPolicy').find(({ properties }) =>
    (properties.Topics as string[]).includes(arn),
  )?.properties.PolicyDocument;
  if (expected === undefined || (Policy !== undefined && samePolicy(expected, Policy))) return [];
  return [{ severity: 'error', where, what: 'its policy is not the one of the template', mend: PUT_BACK }];
}
