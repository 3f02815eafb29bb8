import type { Template } from '../../support/packaged.ts';
import { objectsIn } from '../../support/template-parts.ts';
import { type Rule, ruleOfEach } from './rule.ts';

/** What a secret looks like: keys of AWS, private keys, tokens of others, a password within a URL. */
const secret =
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bxox[abprs]-[A-Za-z0-9-]{10,}|\beyJ[A-Za-z0-9_-]{10,}\.eyJ|:\/\/[^/\s:@]+:[^/\s@]+@/;

/** What a secret is called. */
const secretName =
  /(?:^|_|[a-z])(?:secret|password|passwd|private_?key|api_?key|(?<!continuation_?)token|credentials?)(?:$|_)/i;

export const secretRules: Rule[] = [
  {
    name: 'no secret stands in the template in plain text',
    *violations({ template }) {
      for (const [found] of JSON.stringify(template).matchAll(new RegExp(secret, 'g'))) yield `${found.slice(0, 8)}...`;
    },
  },
  ruleOfEach(
    'AWS::Lambda::Function',
    'no variable of a function is called what a secret is called',
    function* ({ Environment }) {
      const { Variables = {} } = (Environment ?? {}) as { Variables?: object };
      for (const name of Object.keys(Variables)) if (secretName.test(name)) yield `has ${name}`;
    },
  ),
  {
    name: 'no output and no parameter shows a secret',
    *violations({ template }) {
      const { Parameters = {} } = template as Template & { Parameters?: Record<string, { NoEcho?: boolean }> };
      for (const name of Object.keys(template.Outputs)) if (secretName.test(snake(name))) yield `output ${name}`;
      for (const [name, { NoEcho }] of Object.entries(Parameters)) {
        if (secretName.test(snake(name)) && !NoEcho) yield `parameter ${name}`;
      }
      for (const { Ref } of objectsIn(template.Outputs)) {
        if (typeof Ref === 'string' && (Parameters as Record<string, { NoEcho?: boolean }>)[Ref]?.NoEcho)
          yield `an output shows ${Ref}`;
      }
    },
  },
];

const snake = (name: string) => name.replace(/([a-z])([A-Z])/g, '$1_$2');
