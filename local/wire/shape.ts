import { AwsError } from './message.ts';

/** One member of an operation's input, with the constraints of its Smithy model. Lengths count UTF-16 code units, as Java does. */
export type Member =
  | { type: 'string'; required?: true; min?: number; max?: number; pattern?: string; values?: readonly string[] }
  | { type: 'integer'; required?: true; min?: number; max?: number }
  /** Epoch seconds, with a fraction. */
  | { type: 'timestamp'; required?: true }
  /** Base64 text. */
  | { type: 'blob'; required?: true }
  | { type: 'structure'; required?: true; members: Shape }
  | { type: 'list'; required?: true; min?: number; max?: number; of: Member };

export type Shape = { [name: string]: Member };

type ValueOf<M extends Member> = M extends { type: 'structure'; members: infer S extends Shape }
  ? InputOf<S>
  : M extends { type: 'list'; of: infer Item extends Member }
    ? ValueOf<Item>[]
    : M extends { values: readonly (infer Value)[] }
      ? Value
      : M['type'] extends 'integer' | 'timestamp'
        ? number
        : string;

/** What {@link checkInput} lets through. */
export type InputOf<S extends Shape> = {
  [K in keyof S as S[K] extends { required: true } ? K : never]: ValueOf<S[K]>;
} & { [K in keyof S as S[K] extends { required: true } ? never : K]?: ValueOf<S[K]> };

/** AWS reports this many violations and no more. */
const VIOLATIONS_MAX = 10;

/**
 * Checks an input as AWS's services do before they look at it: a wrong JSON type is a `SerializationException`, all broken
 * constraints together one `ValidationException`. Members outside the shape are let through and should not be read.
 */
export function checkInput<const S extends Shape>(shape: S, input: Record<string, unknown>): InputOf<S> {
  const violations: string[] = [];
  checkStructure(shape, input, '', violations);
  if (violations.length > 0) {
    const shown = violations.slice(0, VIOLATIONS_MAX);
    const count = `${shown.length} validation error${shown.length > 1 ? 's' : ''} detected`;
    throw new AwsError('ValidationException', `${count}: ${shown.join('; ')}`);
  }
  return input as InputOf<S>;
}

function checkStructure(shape: Shape, input: Record<string, unknown>, path: string, violations: string[]): void {
  for (const name in shape) {
    // AWS takes null for absent; the input was parsed for this call alone.
    if (input[name] === null) delete input[name];
    checkMember(shape[name]!, input[name], path + name[0]!.toLowerCase() + name.slice(1), violations);
  }
}

function checkMember(member: Member, value: unknown, path: string, violations: string[]): void {
  const violate = (shown: string, must: string) =>
    void violations.push(`Value ${shown} at '${path}' failed to satisfy constraint: Member must ${must}`);
  if (value === undefined || value === null) {
    if (member.required) violate('null', 'not be null');
    return;
  }
  switch (member.type) {
    case 'string': {
      const text = ofType(value, 'string', 'String');
      checkSize(member, text.length, 'length', `'${text}'`, violate);
      if (member.pattern !== undefined && !matcher(member.pattern).test(text)) {
        violate(`'${text}'`, `satisfy regular expression pattern: ${member.pattern}`);
      }
      if (member.values && !member.values.includes(text)) {
        violate(`'${text}'`, `satisfy enum value set: [${member.values.join(', ')}]`);
      }
      return;
    }
    case 'integer': {
      const number = ofType(value, 'number', 'Integer');
      if (!Number.isSafeInteger(number)) throw serialization(`The number at '${path}' must be an integer.`);
      checkSize(member, number, 'value', `'${number}'`, violate);
      return;
    }
    case 'timestamp':
      ofType(value, 'number', 'Timestamp');
      return;
    case 'blob':
      ofType(value, 'string', 'Blob');
      return;
    case 'structure':
      if (typeof value !== 'object' || Array.isArray(value)) throw wrongType(path, 'a structure');
      checkStructure(member.members, value as Record<string, unknown>, `${path}.`, violations);
      return;
    case 'list': {
      if (!Array.isArray(value)) throw wrongType(path, 'a list');
      checkSize(member, value.length, 'length', `'[${'...'.repeat(Math.min(1, value.length))}]'`, violate);
      if (violations.length > 0) return;
      value.forEach((item, index) => {
        checkMember(member.of, item, `${path}.${index + 1}.member`, violations);
      });
    }
  }
}

function checkSize(
  { min, max }: { min?: number; max?: number },
  size: number,
  what: 'length' | 'value',
  shown: string,
  violate: (shown: string, must: string) => void,
): void {
  if (min !== undefined && size < min) violate(shown, `have ${what} greater than or equal to ${min}`);
  if (max !== undefined && size > max) violate(shown, `have ${what} less than or equal to ${max}`);
}

function ofType<T extends 'string' | 'number'>(
  value: unknown,
  type: T,
  aws: string,
): T extends 'string' ? string : number {
  if (typeof value === type) return value as T extends 'string' ? string : number;
  if (typeof value === 'object') {
    throw serialization(`Start of ${Array.isArray(value) ? 'list' : 'structure or map'} found where not expected.`);
  }
  throw serialization(`${JAVA_NAMES[typeof value] ?? typeof value} can not be converted to an ${aws}`);
}

const JAVA_NAMES: Record<string, string> = {
  boolean: 'class java.lang.Boolean',
  number: 'class com.amazon.coral.value.json.numbers.TruncatingBigNumber',
  string: 'class java.lang.String',
};

function wrongType(path: string, expected: string): AwsError {
  return serialization(`The member at '${path}' must be ${expected}.`);
}

function serialization(message: string): AwsError {
  return new AwsError('SerializationException', message);
}

const matchers = new Map<string, RegExp>();

function matcher(pattern: string): RegExp {
  const known = matchers.get(pattern) ?? new RegExp(`^(?:${pattern})$`);
  matchers.set(pattern, known);
  return known;
}
