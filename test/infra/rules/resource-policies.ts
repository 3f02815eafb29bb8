import { place } from '../../support/template-parts.ts';
import { isOfStage, listOf, type Statement, statementsOf, valuesOfCondition } from './policy.ts';
import { ofType, type Properties, type Rule, type Subject } from './rule.ts';

/** Where the policy of a resource lies, and which resources it is of. */
const documents: Record<string, { policy: string; of?: string }> = {
  'AWS::Events::EventBusPolicy': { policy: 'Statement' },
  'AWS::KMS::Key': { policy: 'KeyPolicy' },
  'AWS::Kinesis::ResourcePolicy': { policy: 'ResourcePolicy' },
  'AWS::S3::BucketPolicy': { policy: 'PolicyDocument', of: 'Bucket' },
  'AWS::SNS::TopicPolicy': { policy: 'PolicyDocument', of: 'Topics' },
  'AWS::SQS::QueuePolicy': { policy: 'PolicyDocument', of: 'Queues' },
};

export function* policies({
  resources,
}: Subject): Generator<{ logicalId: string; type: string; on: string[]; statement: Statement }> {
  for (const { logicalId, type, properties } of resources) {
    const found = documents[type];
    if (!found) continue;
    const on = found.of ? listOf<string>(properties[found.of]) : [];
    const document = properties[found.policy] as Properties;
    const statements =
      type === 'AWS::Events::EventBusPolicy' ? statementsOf({ Statement: document }) : statementsOf(document);
    for (const statement of statements) yield { logicalId, type, on, statement };
  }
}

/** `identity`: what the policy calls the resource. */
const tlsOnly = (type: string, policyType: string, noun: string, identity: 'name' | 'arn' | 'url'): Rule => ({
  name: `every ${noun} refuses whoever comes without TLS`,
  *violations(subject) {
    for (const { logicalId, name, arn } of ofType(subject, type)) {
      const called = { name, arn, url: name }[identity];
      const denials = [...policies(subject)].filter(
        (policy) => policy.type === policyType && policy.on.some((one) => one === called || one.endsWith(`/${name}`)),
      );
      if (!denials.some(({ statement }) => deniesPlainText(statement, arn, type === 'AWS::S3::Bucket'))) {
        yield `${logicalId} does not`;
      }
    }
  },
});

function deniesPlainText(
  { effect, principals, actions, resources, conditions }: Statement,
  arn: string,
  hasObjects: boolean,
) {
  const everything = hasObjects ? [arn, `${arn}/*`] : [arn];
  return (
    effect === 'Deny' &&
    principals.AWS?.[0] === '*' &&
    actions.some((action) => /^(?:\w+:)?\*$|^sns:Publish$|^SNS:Publish$/.test(action)) &&
    everything.every((resource) => resources.includes(resource) || resources.includes('*')) &&
    // Every further condition would let somebody come without.
    JSON.stringify(conditions) === '{"Bool":{"aws:SecureTransport":["false"]}}'
  );
}

export const resourcePolicyRules: Rule[] = [
  tlsOnly('AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'bucket', 'name'),
  tlsOnly('AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'topic', 'arn'),
  tlsOnly('AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'queue', 'url'),
  {
    name: 'no policy of a resource lets everybody in, or another account',
    *violations(subject) {
      const root = `arn:aws:iam::${place.accountId}:root`;
      for (const { logicalId, statement } of policies(subject)) {
        if (statement.effect !== 'Allow') continue;
        for (const principal of [...(statement.principals.AWS ?? []), ...(statement.principals.Federated ?? [])]) {
          if (principal !== root) yield `${logicalId} lets ${principal} in`;
        }
      }
    },
  },
  {
    name: 'a service is let in by a policy of a resource only on behalf of this account and of a named source',
    *violations(subject) {
      for (const { logicalId, statement } of policies(subject)) {
        if (statement.effect !== 'Allow' || !statement.principals.Service) continue;
        const sources = valuesOfCondition(statement, 'aws:SourceArn');
        const accounts = valuesOfCondition(statement, 'aws:SourceAccount');
        const isOurs = sources.length > 0 && sources.every((arn) => arn.split(':')[4] === place.accountId);
        if (sources.length === 0 || !sources.every((arn) => isOfStage(arn, subject.stage)))
          yield `${logicalId} takes it for any source`;
        if (!isOurs && !accounts.includes(place.accountId)) yield `${logicalId} takes it for any account`;
      }
    },
  },
];
