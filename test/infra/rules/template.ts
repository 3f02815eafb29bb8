import type { Template } from '../../support/packaged.ts';
import { offences } from '../../support/specification.ts';
import { objectsIn } from '../../support/template-parts.ts';
import { cycleIn } from './cycle.ts';
import type { Rule } from './rule.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const limits = { templateBytes: 1_000_000, resources: 500, outputs: 200, descriptionBytes: 1024 };

/** The framework writes it without a description. */
const outputOfFramework = 'ServerlessDeploymentBucketName';

/** What CloudFormation itself would refuse, or spoil. Nothing else can be worked out of a template that breaks one of these. */
export const templateRules: Rule[] = [
  {
    name: 'every resource keeps to the specification of its type, and refers only to what is there',
    violations: ({ template }) => offences(template),
  },
  {
    name: 'every condition that is named is there, and every one that is there is named',
    violations: ({ template }) => conditionMistakes(template),
  },
  {
    name: 'nothing of the framework is left unresolved',
    violations: ({ template }) =>
      [...JSON.stringify(template).matchAll(/\$\{(?:self|param|file|sls|opt|env|aws|cf|ssm|s3):[^}]*\}/g)].map(String),
  },
  {
    name: 'no resource waits for itself',
    *violations({ template }) {
      const cycle = cycleIn(template);
      if (cycle) yield cycle.join(' -> ');
    },
  },
  {
    name: 'the text is plain ASCII, for CloudFormation turns anything else into question marks',
    violations: ({ template }) => [...JSON.stringify(template).matchAll(/[^ -~]+/g)].map(String),
  },
  {
    name: 'the template fits into what CloudFormation takes',
    *violations({ template }) {
      const bytes = Buffer.byteLength(JSON.stringify(template));
      const [resources, outputs] = [Object.keys(template.Resources).length, Object.keys(template.Outputs).length];
      if (bytes > limits.templateBytes) yield `${bytes} bytes`;
      if (resources > limits.resources) yield `${resources} resources`;
      if (outputs > limits.outputs) yield `${outputs} outputs`;
      for (const [name, { Description = '' }] of Object.entries(template.Outputs)) {
        if (Description.length > limits.descriptionBytes)
          yield `output ${name} is described in ${Description.length} bytes`;
      }
    },
  },
  {
    name: 'every output says what it is',
    violations: ({ template }) =>
      Object.entries(template.Outputs)
        .filter(([name, { Description }]) => name !== outputOfFramework && !Description)
        .map(([name]) => name),
  },
];

function* conditionMistakes({ Resources, Outputs, Conditions = {} }: Template): Generator<string> {
  const used = new Set([...objectsIn({ Resources, Outputs, Conditions })].flatMap(conditionsOf));
  for (const name of used) if (!Object.hasOwn(Conditions, name)) yield `${name} is not there`;
  for (const name of Object.keys(Conditions)) if (!used.has(name)) yield `nothing names ${name}`;
}

/** `Condition` is also a key of IAM statements, where its value is an object. */
function conditionsOf({ Condition, 'Fn::If': choice }: Record<string, unknown>): string[] {
  const chosen = Array.isArray(choice) ? [String(choice[0])] : [];
  return typeof Condition === 'string' ? [Condition, ...chosen] : chosen;
}
