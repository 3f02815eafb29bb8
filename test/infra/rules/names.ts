import { resourceIdentities } from '../../../local/template/resource-types.ts';
import { at } from '../../support/template-parts.ts';
import { type Rule, ruleOfEach, type Subject } from './rule.ts';

/** Types whose name lies within something that has the stage in its own. */
const inside = ['AWS::Glue::Table', 'AWS::Logs::LogStream'];

/** Names that a template gives, where the local stack knows in which property they are. */
function givenNames({ resources }: Subject): { logicalId: string; type: string; name: string }[] {
  return resources.flatMap(({ logicalId, type, properties }) => {
    const path = resourceIdentities[type]?.nameProperty;
    const name = path && !inside.includes(type) ? at(properties, ...path.split('.')) : undefined;
    return name === undefined ? [] : [{ logicalId, type, name: String(name) }];
  });
}

export const nameRules: Rule[] = [
  {
    name: 'every name carries the service and the stage, so that two stages fit into one account',
    *violations(subject) {
      const wanted = new RegExp(`(?:^|/)tributary[-_]${subject.stage.replaceAll('-', '[-_]')}(?:$|[-_])`);
      for (const { logicalId, name } of givenNames(subject))
        if (!wanted.test(name)) yield `${logicalId} is called ${name}`;
    },
  },
  {
    name: 'no two resources of a type have the same name',
    *violations(subject) {
      const taken = new Map<string, string>();
      for (const { logicalId, type, name } of givenNames(subject)) {
        const other = taken.get(`${type} ${name}`);
        if (other) yield `${other} and ${logicalId} are both called ${name}`;
        taken.set(`${type} ${name}`, logicalId);
      }
    },
  },
  ruleOfEach(
    'AWS::IAM::Role',
    'no role has a name of its own: deploying asks for no more than it must',
    function* ({ RoleName }) {
      if (RoleName !== undefined) yield `is called ${RoleName}`;
    },
  ),
];
