import { validationError } from './context.ts';
import { NESTING_LEVELS_MAX } from './limits.ts';

/** Two levels of JSON to a level of attribute values, and those of the request around an item. */
const JSON_LEVELS_MAX = 2 * NESTING_LEVELS_MAX + 10;

/**
 * Refuses what would harm code behind it: nesting that overflows the stack of whoever recurses, and members named `__proto__`,
 * which dynalite would make a prototype. DynamoDB stores such an attribute; here it is refused rather than lost.
 */
export function refuseHostileInput<Input extends object>(input: Input): Input {
  visit(input, 0);
  return input;
}

function visit(value: object, level: number): void {
  if (level > JSON_LEVELS_MAX) {
    throw validationError('One or more parameter values were invalid: Nesting Levels have exceeded supported limits');
  }
  if (Array.isArray(value)) {
    for (const member of value) if (typeof member === 'object' && member !== null) visit(member, level + 1);
    return;
  }
  for (const name in value) {
    if (name === '__proto__') throw validationError('The local DynamoDB does not store an attribute named __proto__.');
    const member = (value as Record<string, unknown>)[name];
    if (typeof member === 'object' && member !== null) visit(member, level + 1);
  }
}
