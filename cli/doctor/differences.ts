/** A place where what is deployed is not what the template says. */
export interface Difference {
  /** `BufferingHints.IntervalInSeconds` */
  path: string;
  expected: unknown;
  actual: unknown;
}

/**
 * What the template says and the deployment does not, at any depth. What only the deployment has is no difference: services add their
 * defaults. Scalars compare as text, since CloudFormation takes "1" for 1; absent is the same as false.
 */
export function differences(expected: unknown, actual: unknown, path = ''): Difference[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return [{ path, expected, actual }];
    return expected.flatMap((item, at) => differences(item, actual[at], `${path}[${at}]`));
  }
  if (isObject(expected)) {
    return Object.entries(expected).flatMap(([key, value]) =>
      differences(value, isObject(actual) ? actual[key] : undefined, path === '' ? key : `${path}.${key}`),
    );
  }
  return String(actual ?? false) === String(expected) ? [] : [{ path, expected, actual }];
}

/** `IntervalInSeconds is 300, in the template 60` */
export const inWords = ({ path, expected, actual }: Difference): string =>
  `${path} is ${shown(actual)}, in the template ${shown(expected)}`;

/** A JSON text that does not depend on the order of keys and lists, nor on whether a list of one is written as one. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return value.length === 1 ? canonical(value[0]) : `[${value.map(canonical).sort().join()}]`;
  if (!isObject(value)) return JSON.stringify(String(value));
  const entries = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}:${canonical(child)}`);
  return `{${entries.sort().join()}}`;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
