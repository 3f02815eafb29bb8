import { AwsError } from '../wire/message.ts';

/** Refuses a configuration as the service does once it has looked at it as a whole. */
export const invalidArgument = (message: string): AwsError => new AwsError('InvalidArgumentException', message);

/** Refuses one member as the service's model does, before anything else is looked at. */
export const invalidMember = (path: string, value: unknown, constraint: string): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${path}' failed to satisfy constraint: ${constraint}`,
  );

/**
 * Reads the members of one structure, in the API's shape or the template's: there, numbers and booleans may be text.
 * What is asked for is known; {@link PropertyReader.end} refuses the rest by name.
 */
export interface PropertyReader {
  text(name: string, constraint?: { max?: number; pattern?: RegExp; values?: readonly string[] }): string | undefined;
  requiredText(name: string, constraint?: { max?: number; pattern?: RegExp; values?: readonly string[] }): string;
  number(name: string, range: { min: number; max: number }): number | undefined;
  flag(name: string): boolean | undefined;
  object(name: string): PropertyReader | undefined;
  list(name: string): PropertyReader[];
  /** Texts by names of the caller's own. */
  texts(name: string): Map<string, string>;
  /** Known here, with no effect locally. */
  ignore(name: string, reason: string): void;
  end(): void;
}

/** A property that a caller set and that has no effect locally. */
export interface NotHonouredProperty {
  /** From the structure that the service knows, such as `ExtendedS3DestinationConfiguration.RoleARN`. */
  property: string;
  reason: string;
}

export function createPropertyReader(value: unknown, path: string, notHonoured: NotHonouredProperty[]): PropertyReader {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AwsError('SerializationException', `${path || 'The input'} must be an object.`);
  }
  const members = value as Record<string, unknown>;
  const known = new Set<string>();
  const pathOf = (name: string): string => (path === '' ? name : `${path}.${name}`);
  /** The service names members in lower camel case, with the path before them. */
  const wirePathOf = (name: string): string =>
    pathOf(name).replace(/(^|\.)([A-Z])/g, (_, dot, first) => dot + first.toLowerCase());
  const take = (name: string): unknown => {
    known.add(name);
    return members[name] ?? undefined;
  };
  const wrongType = (name: string, type: string): AwsError =>
    new AwsError('SerializationException', `${pathOf(name)} must be ${type}.`);

  const text: PropertyReader['text'] = (name, { max, pattern, values } = {}) => {
    const given = take(name);
    if (given === undefined) return undefined;
    if (typeof given !== 'string') throw wrongType(name, 'text');
    if (max !== undefined && given.length > max) {
      throw invalidMember(wirePathOf(name), given, `Member must have length less than or equal to ${max}`);
    }
    if (pattern && !pattern.test(given)) {
      throw invalidMember(wirePathOf(name), given, `Member must satisfy regular expression pattern: ${pattern.source}`);
    }
    if (values && !values.includes(given)) {
      throw invalidMember(wirePathOf(name), given, `Member must satisfy enum value set: [${values.join(', ')}]`);
    }
    return given;
  };

  return {
    text,
    requiredText(name, constraint) {
      const given = text(name, constraint);
      if (given === undefined) throw invalidMember(wirePathOf(name), 'null', 'Member must not be null');
      return given;
    },
    number(name, { min, max }) {
      const given = take(name);
      if (given === undefined) return undefined;
      const number = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
      if (typeof number !== 'number' || !Number.isFinite(number)) throw wrongType(name, 'a number');
      if (number < min)
        throw invalidMember(wirePathOf(name), given, `Member must have value greater than or equal to ${min}`);
      if (number > max)
        throw invalidMember(wirePathOf(name), given, `Member must have value less than or equal to ${max}`);
      return number;
    },
    flag(name) {
      const given = take(name);
      if (given === undefined || typeof given === 'boolean') return given;
      if (given === 'true' || given === 'false') return given === 'true';
      throw wrongType(name, 'true or false');
    },
    object(name) {
      const given = take(name);
      return given === undefined ? undefined : createPropertyReader(given, pathOf(name), notHonoured);
    },
    list(name) {
      const given = take(name) ?? [];
      if (!Array.isArray(given)) throw wrongType(name, 'a list');
      return given.map((item, at) => createPropertyReader(item, `${pathOf(name)}.${at + 1}`, notHonoured));
    },
    texts(name) {
      const given = take(name) ?? {};
      if (typeof given !== 'object' || Array.isArray(given)) throw wrongType(name, 'an object');
      return new Map(
        Object.entries(given).map(([key, value]) => {
          if (typeof value !== 'string') throw wrongType(`${name}.${key}`, 'text');
          return [key, value];
        }),
      );
    },
    ignore(name, reason) {
      if (take(name) !== undefined) notHonoured.push({ property: pathOf(name), reason });
    },
    end() {
      const unknown = Object.keys(members).filter((name) => !known.has(name) && members[name] !== undefined);
      if (unknown.length > 0) {
        throw invalidArgument(`The local Firehose does not implement ${unknown.map(pathOf).join(', ')}.`);
      }
    },
  };
}
