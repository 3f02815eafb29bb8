import { at, place } from '../../support/template-parts.ts';
import { escaped } from './action-facts.ts';
import { isOfStage, trustOf, valuesOfCondition } from './policy.ts';
import { ofType, type Properties, type Rule, ruleOfEach, type Subject } from './rule.ts';

/** Lambda assumes a role only for functions of the role's own account. Others may be asked to by anybody's resource. */
const actsForItsOwnAccount = ['lambda.amazonaws.com'];

/** Who assumes the roles that resources name, and where they name them. */
const users: { type: string; service: string; roles: (properties: Properties) => unknown[] }[] = [
  { type: 'AWS::Lambda::Function', service: 'lambda.amazonaws.com', roles: ({ Role }) => [Role] },
  {
    type: 'AWS::KinesisFirehose::DeliveryStream',
    service: 'firehose.amazonaws.com',
    roles: ({ KinesisStreamSourceConfiguration: source, ExtendedS3DestinationConfiguration: destination }) => [
      at(source, 'RoleARN'),
      at(destination, 'RoleARN'),
      at(destination, 'DataFormatConversionConfiguration', 'SchemaConfiguration', 'RoleARN'),
    ],
  },
  {
    type: 'AWS::SNS::Subscription',
    service: 'sns.amazonaws.com',
    roles: ({ SubscriptionRoleArn }) => [SubscriptionRoleArn],
  },
  {
    type: 'AWS::Events::Rule',
    service: 'events.amazonaws.com',
    roles: ({ Targets, RoleArn }) => [RoleArn, ...((Targets ?? []) as Properties[]).map((target) => target.RoleArn)],
  },
];

function* usesOf(
  subject: Subject,
): Generator<{ by: string; type: string; byArn: string; service: string; role: string }> {
  for (const { type, service, roles } of users) {
    for (const { logicalId, arn, properties } of ofType(subject, type)) {
      const named = new Set(roles(properties).filter((role) => role !== undefined));
      for (const role of named) yield { by: logicalId, type, byArn: arn, service, role: String(role) };
    }
  }
}

/** Who may take a role. */
export const trustRules: Rule[] = [
  ruleOfEach(
    'AWS::IAM::Role',
    'a role is assumed by one service, and by no account, user or identity provider',
    function* (properties) {
      const [statement, ...more] = trustOf(properties);
      const { Service = [], ...others } = statement?.principals ?? {};
      if (more.length > 0 || Service.length !== 1 || Object.keys(others).length > 0) yield 'is assumed by others too';
      if (statement?.actions.join() !== 'sts:AssumeRole' || statement.effect !== 'Allow') yield 'cannot be assumed';
    },
  ),
  ruleOfEach(
    'AWS::IAM::Role',
    'a service that acts for whoever asks it takes a role only for this account and a named source',
    function* (properties, { stage }) {
      for (const statement of trustOf(properties)) {
        if ((statement.principals.Service ?? []).every((service) => actsForItsOwnAccount.includes(service))) continue;
        if (!valuesOfCondition(statement, 'aws:SourceAccount').includes(place.accountId))
          yield 'is taken for any account';
        const sources = valuesOfCondition(statement, 'aws:SourceArn');
        if (
          sources.length === 0 ||
          sources.some((source) => !source.includes(place.accountId) || !isOfStage(source, stage))
        ) {
          yield 'is taken for any source';
        }
      }
    },
  ),
  {
    name: 'a role can be assumed by whoever uses it: its service, for this very resource',
    *violations(subject) {
      const roles = ofType(subject, 'AWS::IAM::Role');
      for (const { by, byArn, service, role } of usesOf(subject)) {
        const statements = trustOf(roles.find(({ arn }) => arn === role)?.properties ?? {});
        const trusted = statements.some((statement) => {
          const sources = valuesOfCondition(statement, 'aws:SourceArn');
          const services = statement.principals.Service ?? [];
          return (
            services.includes(service) && (sources.length === 0 || sources.some((source) => isLike(source, byArn)))
          );
        });
        // Whom a role trusts beside is the business of other rules.
        if (!trusted && statements.some(({ principals }) => principals.Service?.length === 1))
          yield `${by} cannot assume ${role}`;
      }
    },
  },
  {
    name: 'every role is used by one resource alone',
    *violations(subject) {
      const uses = [...usesOf(subject)];
      for (const { logicalId, arn } of ofType(subject, 'AWS::IAM::Role')) {
        const by = uses.filter(({ role }) => role === arn).map(({ by }) => by);
        if (by.length !== 1) yield `${logicalId} is used by ${by.join(' and ') || 'none'}`;
      }
    },
  },
  ruleOfEach(
    'AWS::Lambda::Permission',
    'a service may call a function only for a source that is named, in this account',
    function* ({ SourceAccount, SourceArn, Principal, FunctionUrlAuthType }) {
      if (Principal === '*' || FunctionUrlAuthType !== undefined) yield 'lets everybody call';
      if (SourceAccount !== place.accountId) yield 'takes any account';
      if (!SourceArn) yield 'takes any source';
    },
  ),
];

const isLike = (pattern: string, text: string) =>
  new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(text);
