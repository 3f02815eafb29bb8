import { place } from '../../support/template-parts.ts';
import { factsOf, isGlobalKey, takesArn } from './action-facts.ts';
import { listOf, type Statement, statementsOfRole } from './policy.ts';
import { ofType, type Properties, type Rule, ruleOfEach, type Subject } from './rule.ts';

/** White space aside. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const limits = { inlineCharacters: 10_240, trustCharacters: 2048 };

/** Actions that are allowed on everything, because they can be held to nothing. */
const everywhere: Record<string, string> = {
  'dynamodb:ListStreams': 'AWS lets no policy name the table whose streams are listed',
};

function* granted(subject: Subject): Generator<{ logicalId: string; statement: Statement; action: string }> {
  for (const { logicalId, properties } of ofType(subject, 'AWS::IAM::Role')) {
    for (const statement of statementsOfRole(properties)) {
      for (const action of statement.actions) yield { logicalId, statement, action };
    }
  }
}

const isWild = (action: string) => action.includes('*') || action.includes('?');

/** What a role may do. */
export const roleRules: Rule[] = [
  {
    name: 'no role is allowed an action by a wildcard',
    *violations(subject) {
      for (const { logicalId, action } of granted(subject))
        if (isWild(action)) yield `${logicalId} is allowed ${action}`;
    },
  },
  {
    name: 'no role is allowed everything but something',
    *violations(subject) {
      for (const { logicalId, properties } of ofType(subject, 'AWS::IAM::Role')) {
        for (const { negations } of statementsOfRole(properties))
          if (negations.length > 0) yield `${logicalId}: ${negations}`;
      }
    },
  },
  ruleOfEach('AWS::IAM::Role', 'a role is told what it may, and denied nothing of it', function* (properties) {
    for (const { effect, sid } of statementsOfRole(properties)) if (effect !== 'Allow') yield `is denied ${sid}`;
  }),
  {
    name: 'no role is allowed an action on everything, but one that can be held to nothing',
    *violations(subject) {
      for (const { logicalId, statement, action } of granted(subject)) {
        if (statement.resources.includes('*') && !everywhere[action]) yield `${logicalId} is allowed ${action} on *`;
      }
    },
  },
  {
    name: 'every action that a role is allowed exists, and every resource is of a kind that the action takes',
    async violations(subject) {
      const found: string[] = [];
      for (const { logicalId, statement, action } of granted(subject)) {
        if (isWild(action)) continue;
        const facts = await factsOf(action);
        if (!facts) found.push(`${logicalId}: there is no ${action}`);
        const wrong = statement.resources.filter((arn) => arn !== '*' && facts && !takesArn(facts, arn));
        found.push(...wrong.map((arn) => `${logicalId}: ${action} takes no ${arn}`));
      }
      return found;
    },
  },
  {
    name: 'every condition key is one that the action knows: another is never met',
    async violations(subject) {
      const found: string[] = [];
      for (const { logicalId, statement, action } of granted(subject)) {
        const facts = isWild(action) ? undefined : await factsOf(action);
        const keys = Object.values(statement.conditions).flatMap((values) => Object.keys(values));
        for (const key of keys.filter(
          (key) => facts && !isGlobalKey(key) && !facts.conditionKeys.includes(key.toLowerCase()),
        )) {
          found.push(`${logicalId}: ${action} knows no ${key}`);
        }
      }
      return found;
    },
  },
  {
    name: 'a role reaches nothing outside this account, region and stage',
    *violations(subject) {
      for (const { logicalId, statement } of granted(subject)) {
        for (const arn of statement.resources)
          if (arn !== '*' && !isOurs(arn, subject)) yield `${logicalId} reaches ${arn}`;
      }
    },
  },
  {
    name: 'the policies of a role lie inside it: one that comes later may come too late',
    *violations({ resources }) {
      for (const { logicalId, type, properties } of resources) {
        if (/^AWS::IAM::(?:Policy|ManagedPolicy|RolePolicy)$/.test(type)) yield `${logicalId} is outside`;
        if (properties.ManagedPolicyArns !== undefined) yield `${logicalId} takes policies from outside`;
      }
    },
  },
  ruleOfEach(
    'AWS::IAM::Role',
    'the policies of a role are no longer than IAM takes',
    function* ({ Policies, AssumeRolePolicyDocument }) {
      const lengths = listOf<Properties>(Policies).map(({ PolicyDocument }) => JSON.stringify(PolicyDocument).length);
      const total = lengths.reduce((sum, length) => sum + length, 0);
      if (total > limits.inlineCharacters) yield `has ${total} characters of policies`;
      const trust = JSON.stringify(AssumeRolePolicyDocument).length;
      if (trust > limits.trustCharacters) yield `has ${trust} characters of trust`;
    },
  ),
  ruleOfEach('AWS::IAM::Role', 'no statement of a role says the same as another', function* (properties) {
    const lines = statementsOfRole(properties).flatMap(({ actions, resources, conditions }) =>
      actions.flatMap((action) =>
        resources.map((resource) => `${action} on ${resource} if ${JSON.stringify(conditions)}`),
      ),
    );
    for (const line of new Set(lines.filter((line, index) => lines.indexOf(line) !== index)))
      yield `says twice: ${line}`;
  }),
];

/** The Glue catalog of the account has no name. */
const catalog = `arn:aws:glue:${place.region}:${place.accountId}:catalog`;

function isOurs(arn: string, { stage }: Subject): boolean {
  const [, , service = '', region, account, ...rest] = arn.split(':');
  if (arn === catalog) return true;
  const isHere = service === 's3' || (region === place.region && account === place.accountId);
  const name = rest.join(':');
  return isHere && (service === 'kms' || new RegExp(`(?:^|[:/])tributary[-_]${stage}(?:$|[-_/:])`).test(name));
}
