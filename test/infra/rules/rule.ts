import { type Resource, resolveTemplate } from '../../../local/template/resolve.ts';
import type { Template } from '../../support/packaged.ts';
import { place } from '../../support/template-parts.ts';

/** A packaged template, and what it comes to. */
export interface Subject {
  stage: string;
  template: Template;
  /** Resources whose condition holds, with every intrinsic function of their properties worked out. */
  resources: Resource[];
}

/** Something that holds of every template that may be deployed. */
export interface Rule {
  /** A sentence. */
  name: string;
  /** Where it does not hold, in words; none where it does. */
  violations(subject: Subject): Iterable<string> | Promise<Iterable<string>>;
}

/** A rule about each resource of one type. What `judge` says is told with the resource's logical id. */
export const ruleOfEach = (
  type: string,
  name: string,
  judge: (properties: Properties, subject: Subject, resource: Resource) => Iterable<string>,
): Rule => ({
  name,
  *violations(subject) {
    for (const resource of ofType(subject, type)) {
      for (const violation of judge(resource.properties, subject, resource)) {
        yield `${resource.logicalId} ${violation}`;
      }
    }
  },
});

export type Properties = Record<string, unknown>;

export const ofType = ({ resources }: Subject, type: string): Resource[] =>
  resources.filter((resource) => resource.type === type);

export interface Verdict {
  rule: string;
  violations: string[];
}

/**
 * The rules that a template breaks. `sound` are those without which nothing can be worked out: a template that breaks one of
 * them is not held to the others.
 */
export async function brokenRules(
  template: Template,
  stage: string,
  rules: { sound: readonly Rule[]; others: readonly Rule[] },
): Promise<Verdict[]> {
  const unsound = await verdicts({ stage, template, resources: [] }, rules.sound);
  if (unsound.length > 0) return unsound;
  return verdicts({ stage, template, resources: resolveTemplate(template, place).resources }, rules.others);
}

async function verdicts(subject: Subject, rules: readonly Rule[]): Promise<Verdict[]> {
  const all: Verdict[] = [];
  for (const { name, violations } of rules) all.push({ rule: name, violations: [...(await violations(subject))] });
  return all.filter(({ violations }) => violations.length > 0);
}
