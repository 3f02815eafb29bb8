import { TemplateError } from '../template/resolve.ts';

/** Says whether a value matches; undefined stands for a field that is not there. */
export type ValuePattern = (value: unknown) => boolean;

/**
 * The list of alternatives that an event pattern, or a filter policy of SNS, has for one field. A field that holds a list matches
 * if one of its members does. Throws {@link TemplateError} for an operator that is not there locally.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function compileAlternatives(alternatives: unknown[], at: string): ValuePattern {
  const tests = alternatives.map((alternative) => compileOne(alternative, at));
  return (value) => {
    const members = Array.isArray(value) ? value : [value];
    // An empty list is as good as no field.
    return tests.some((test) => (members.length === 0 ? test(undefined) : members.some(test)));
  };
}

function compileOne(matcher: unknown, at: string): ValuePattern {
  if (typeof matcher !== 'object' || matcher === null) return (value) => value === matcher;
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(matcher);
  const make = others.length === 0 && Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  const test = make?.(operand);
  if (test) return test;
  throw new TemplateError(
    `${at}: the local stack does not know the matcher ${JSON.stringify(matcher)}. It knows exact values and: ${Object.keys(operators).join(', ')}.`,
  );
}

const texts = (test: (value: string) => boolean): ValuePattern => {
  return (value) => typeof value === 'string' && test(value);
};
const there = (value: unknown): boolean => value !== undefined;

/** Undefined for an operand that the operator does not take. */
const operators: Record<string, (operand: unknown) => ValuePattern | undefined> = {
  prefix: (operand) => (typeof operand === 'string' ? texts((value) => value.startsWith(operand)) : undefined),
  suffix: (operand) => (typeof operand === 'string' ? texts((value) => value.endsWith(operand)) : undefined),
  'equals-ignore-case': (operand) =>
    typeof operand === 'string' ? texts((value) => value.toLowerCase() === operand.toLowerCase()) : undefined,
  exists: (operand) => (typeof operand === 'boolean' ? (value) => there(value) === operand : undefined),
  numeric: compileNumeric,
  'anything-but': compileAnythingBut,
};

function compileAnythingBut(operand: unknown): ValuePattern | undefined {
  const isList = Array.isArray(operand);
  const isMatcher = typeof operand === 'object' && operand !== null && !isList;
  if (!isMatcher) {
    const values: unknown[] = isList ? operand : [operand];
    return (value) => there(value) && !values.includes(value);
  }
  const [[operator = '', inner] = [], ...others] = Object.entries(operand);
  const isKnown = ['prefix', 'suffix', 'equals-ignore-case'].includes(operator) && others.length === 0;
  const excluded = isKnown ? operators[operator]!(inner) : undefined;
  return excluded && ((value) => there(value) && !excluded(value));
}

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function compileNumeric(operand: unknown): ValuePattern | undefined {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 > 0) return undefined;
  const tests: ((value: number) => boolean)[] = [];
  for (let at = 0; at < operand.length; at += 2) {
    const compare = Object.hasOwn(comparisons, operand[at]) ? comparisons[operand[at]] : undefined;
    const bound: unknown = operand[at + 1];
    if (!compare || typeof bound !== 'number') return undefined;
    tests.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}
