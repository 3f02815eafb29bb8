import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../local/wire/message.ts';
import { checkInput, type Shape } from '../../../local/wire/shape.ts';

const shape = {
  Name: { type: 'string', required: true, min: 1, max: 5, pattern: '[a-z]+' },
  Kind: { type: 'string', values: ['A', 'B'] },
  Count: { type: 'integer', min: 1, max: 10 },
  At: { type: 'timestamp' },
  Items: {
    type: 'list',
    min: 1,
    max: 2,
    of: { type: 'structure', required: true, members: { Data: { type: 'blob', required: true } } },
  },
} as const satisfies Shape;

function refusal(input: Record<string, unknown>): string {
  try {
    checkInput(shape, input);
  } catch (error) {
    if (error instanceof AwsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

const one = (rest: string) => `ValidationException: 1 validation error detected: ${rest}`;

describe('checking an input against its shape', () => {
  it('lets through what fits, and takes null for absent', () => {
    expect(
      checkInput(shape, { Name: 'abc', Kind: 'A', Count: 10, At: 1.5, Items: [{ Data: '' }] }).Items?.[0]?.Data,
    ).toBe('');
    expect(checkInput(shape, { Name: 'abc', Kind: null }).Kind).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['a missing member', {}, one("Value null at 'name' failed to satisfy constraint: Member must not be null")],
    [
      'a value outside the set',
      { Name: 'a', Kind: 'C' },
      one("Value 'C' at 'kind' failed to satisfy constraint: Member must satisfy enum value set: [A, B]"),
    ],
    [
      'a number too great',
      { Name: 'a', Count: 11 },
      one("Value '11' at 'count' failed to satisfy constraint: Member must have value less than or equal to 10"),
    ],
    [
      'a list too short',
      { Name: 'a', Items: [] },
      one("Value '[]' at 'items' failed to satisfy constraint: Member must have length greater than or equal to 1"),
    ],
    [
      'a member of a member',
      { Name: 'a', Items: [{ Data: '' }, {}] },
      one("Value null at 'items.2.member.data' failed to satisfy constraint: Member must not be null"),
    ],
    [
      'a number for a string',
      { Name: 1 },
      'SerializationException: class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String',
    ],
    [
      'a boolean for a number',
      { Name: 'a', Count: true },
      'SerializationException: class java.lang.Boolean can not be converted to an Integer',
    ],
    [
      'a fraction for an integer',
      { Name: 'a', Count: 1.5 },
      "SerializationException: The number at 'count' must be an integer.",
    ],
    ['a list for a string', { Name: [] }, 'SerializationException: Start of list found where not expected.'],
    [
      'a structure for a list',
      { Name: 'a', Items: {} },
      "SerializationException: The member at 'items' must be a list.",
    ],
    [
      'a string for a structure',
      { Name: 'a', Items: ['x'] },
      "SerializationException: The member at 'items.1.member' must be a structure.",
    ],
  ])('refuses %s as AWS does', (_, input, expected) => {
    expect(refusal(input)).toBe(expected);
  });

  it('reports every violation together', () => {
    expect(refusal({ Name: 'ABCDEF', Count: 0 })).toBe(
      "ValidationException: 3 validation errors detected: Value 'ABCDEF' at 'name' failed to satisfy constraint: Member must have length less than or equal to 5; " +
        "Value 'ABCDEF' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+; " +
        "Value '0' at 'count' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  });
});
