import { describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';
import { connectingMutations } from './mutations/connecting.ts';
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

/** Rules that no packaged template alone can break, or not alone. */
const onSpecimensAlone: Record<string, string> = {
  'a jq query extracts the keys that the prefix takes from it, and no others': 'no stage has jq keys yet',
  'every delivery stream into the lake has a table over its objects':
    'roles and queries of the stages name their tables: none of them can just go',
  'every function counts under its stage and a name of its own service':
    'every function of the stages is watched: alarms on its metrics break with it',
};

const mutations: Mutations = {
  ...templateMutations,
  ...holdingMutations,
  ...rightsMutations,
  ...runningMutations,
  ...deliveringMutations,
  ...readingMutations,
  ...connectingMutations,
};
const cases = Object.entries(mutations).flatMap(([rule, list]) => list.map((mutation) => ({ rule, ...mutation })));
const names = [...rules.sound, ...rules.others].map(({ name }) => name);

const good = {
  dev: withSpecimens((await packaged('dev', { accessLog: 'true' })).template),
  prod: (await packaged('prod')).template,
};

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

describe('without the specimens, in a template as it is packaged', async () => {
  const packages = { dev: (await packaged('dev', { accessLog: 'true' })).template, prod: good.prod };

  /** Whether a rule sees anything there: a template of which it is shown by a change of what was packaged. */
  async function isShown({ change, stage = 'dev' }: Mutation, rule: string): Promise<boolean> {
    const template = structuredClone(packages[stage]);
    try {
      change(template);
    } catch {
      return false;
    }
    return (await brokenRules(template, stage, rules)).some((verdict) => verdict.rule === rule);
  }

  async function isShownByOne(list: Mutation[], rule: string): Promise<boolean> {
    for (const mutation of list) if (await isShown(mutation, rule)) return true;
    return false;
  }

  it('every rule judges something, but those of which is said why they cannot be shown there', async () => {
    const unseen: string[] = [];
    for (const [rule, list] of Object.entries(mutations)) {
      if (!(await isShownByOne(list, rule))) unseen.push(rule);
    }
    expect(unseen.sort()).toEqual(Object.keys(onSpecimensAlone).sort());
  });
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
