import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resolveTemplate } from '../../../local/template/resolve.ts';
import { packaged } from '../../support/packaged.ts';
import { at, place } from '../../support/template-parts.ts';
import { type Statement, statementsOfRole, trustOf } from '../rules/policy.ts';
import { ofType } from '../rules/rule.ts';
import { everything } from './subject.ts';

const { subject } = await everything();
const roles = ofType(subject, 'AWS::IAM::Role');

const head = `# What each role may do

Stage \`dev\` with all that it can have (\`accessLog\`, \`fanOut\`), account 000000000000. Nothing beside this is allowed. Made from the packaged
template and held against it by \`test/infra/iam/table.test.ts\`; \`npx vitest run test/infra/iam -u\` writes it anew.

`;

/** ARNs of this stage, without what is the same for all. */
const short = (arn: string) =>
  arn
    .replace('arn:aws:s3:::tributary-dev-lake-000000000000-us-east-1', 'lake')
    .replace(/^arn:aws:[\w-]+:us-east-1:000000000000:/, '')
    .replace(/^(table\/tributary-dev-[\w-]+\/stream\/).*/, '$1*');

function assumedBy(properties: Record<string, unknown>): string {
  return trustOf(properties)
    .map(({ principals, conditions }) => {
      const source = at(conditions, 'ArnEquals', 'aws:SourceArn', 0) as string | undefined;
      return `${principals.Service}${source ? ` for ${short(source)} of this account` : ''}`;
    })
    .join(', ');
}

const cells = ({ actions, resources, conditions }: Statement) => {
  const prefixes = conditions.StringLike?.['s3:prefix'] ?? [];
  const under = prefixes.length > 0 ? `<br>under ${prefixes.map((prefix) => `\`${prefix}\``).join(', ')}` : '';
  return `${actions.join('<br>')} | ${resources.map((arn) => `\`${short(arn)}\``).join('<br>')}${under}`;
};

function section({ logicalId, properties }: (typeof roles)[number]): string {
  const rows = statementsOfRole(properties).map((statement) => `| ${statement.sid} | ${cells(statement)} |`);
  return [
    `## ${logicalId}`,
    '',
    `Assumed by ${assumedBy(properties)}.`,
    '',
    '| | actions | on |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

it('prod has the same roles, for resources of its own', async () => {
  const { template } = await packaged('prod', { accessLog: 'true' });
  const prod = ofType(
    { stage: 'prod', template, resources: resolveTemplate(template, place).resources },
    'AWS::IAM::Role',
  );
  const rightsOf = ({ logicalId, properties }: (typeof roles)[number]) =>
    [logicalId, { trust: trustOf(properties), rights: statementsOfRole(properties) }] as const;
  const asDev = JSON.stringify(prod.map(rightsOf)).replace(/tributary([-_])prod/g, 'tributary$1dev');
  expect(JSON.parse(asDev)).toEqual(JSON.parse(JSON.stringify(roles.map(rightsOf))));
  expect(JSON.stringify(prod.map(rightsOf))).not.toMatch(/tributary[-_]dev/);
});

it('docs/iam.md shows every role, its actions and what they are held to', async () => {
  const rows = roles.flatMap(({ properties }) => statementsOfRole(properties));
  console.log(
    `${roles.length} roles, ${rows.length} statements, ${rows.flatMap(({ actions }) => actions).length} actions.`,
  );
  const sections = [...roles].sort((one, other) => one.logicalId.localeCompare(other.logicalId)).map(section);
  await expect(`${head}${sections.join('\n')}`).toMatchFileSnapshot(join(import.meta.dirname, '../../../docs/iam.md'));
});
