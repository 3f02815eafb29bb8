import { describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';
import { deliveringMutations } from './mutations/delivering.ts';
import { holdingMutations } from './mutations/holding.ts';
import type { Mutation, Mutations } from './mutations/mutation.ts';
import { readingMutations } from './mutations/reading.ts';
import { rightsMutations } from './mutations/rights.ts';
import { runningMutations } from './mutations/running.ts';
import { withSpecimens } from './mutations/specimens.ts';
import { templateMutations } from './mutations/template.ts';
import { rules } from './rules/all.ts';
import { brokenRules } from './rules/rule.ts';

const mutationsPerRuleMax = 4;

const mutations: Mutations = {
  ...templateMutations,
  ...holdingMutations,
  ...rightsMutations,
  ...runningMutations,
  ...deliveringMutations,
  ...readingMutations,
};
const cases = Object.entries(mutations).flatMap(([rule, list]) => list.map((mutation) => ({ rule, ...mutation })));
const names = [...rules.sound, ...rules.others].map(({ name }) => name);

const good = { dev: withSpecimens((await packaged('dev')).template), prod: (await packaged('prod')).template };

it('what is broken below is sound before', async () => {
  for (const [stage, template] of Object.entries(good)) expect(await brokenRules(template, stage, rules)).toEqual([]);
});

it('every rule is shown to fail, by at most four broken templates', () => {
  console.log(`${names.length} rules, ${cases.length} broken templates.`);
  expect(Object.keys(mutations).filter((rule) => !names.includes(rule))).toEqual([]);
  expect(names.filter((name) => !mutations[name])).toEqual([]);
  for (const [rule, list] of Object.entries(mutations)) {
    expect([rule, list.length > 0 && list.length <= mutationsPerRuleMax]).toEqual([rule, true]);
  }
  expect(cases.length).toBeGreaterThanOrEqual(60);
});

describe.each(cases)('a template with $breaks', ({ rule, change, stage = 'dev' }: Mutation & { rule: string }) => {
  it(`is caught by this rule alone: ${rule}`, async () => {
    const template = structuredClone(good[stage]);
    change(template);
    const broken = await brokenRules(template, stage, rules);
    expect(broken.map((verdict) => `${verdict.rule}: ${rule === verdict.rule ? '' : verdict.violations}`)).toEqual([
      `${rule}: `,
    ]);
  });
});
