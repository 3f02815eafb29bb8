import { describe, expect, it } from 'vitest';
import { packaged } from '../support/packaged.ts';
import { rules } from './rules/all.ts';
import { brokenRules } from './rules/rule.ts';
import { variants } from './variants.ts';

describe.each(variants)('the packaged template of stage %s with %o', async (stage, parameters) => {
  const { template } = await packaged(stage, parameters);
  const broken = await brokenRules(template, stage, rules);

  it.each([...rules.sound, ...rules.others])('$name', ({ name }) => {
    expect(broken.find(({ rule }) => rule === name)?.violations ?? []).toEqual([]);
  });
});

it('every rule has a name of its own', () => {
  const names = [...rules.sound, ...rules.others].map(({ name }) => name);
  console.log(`${names.length} rules for the packaged templates.`);
  expect(new Set(names).size).toBe(names.length);
});
