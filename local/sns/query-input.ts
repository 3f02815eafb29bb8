/** A value of the query protocol: text, a structure, or a list (`member.1`, `entry.1`). */
export type QueryValue = string | QueryInput;
export interface QueryInput {
  [name: string]: QueryValue;
}

/** Reads `A.member.1.B=…` into nested objects, numbers being names. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function parseQueryInput(body: Buffer): QueryInput {
  const root: QueryInput = Object.create(null);
  for (const [path, text] of new URLSearchParams(body.toString('utf8'))) {
    const names = path.split('.');
    const last = names.pop()!;
    let here = root;
    for (const name of names) {
      if (typeof here[name] !== 'object') here[name] = Object.create(null) as QueryInput;
      here = here[name] as QueryInput;
    }
    here[last] = text;
  }
  return root;
}

export const textAt = (input: QueryInput, name: string): string | undefined => {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
};

/** The members of a list, in order; none where there is no list. */
export function listAt(input: QueryInput, name: string, member: 'member' | 'entry'): QueryInput[] {
  const list = input[name];
  const members = typeof list === 'object' ? list[member] : undefined;
  if (typeof members !== 'object') return [];
  return Object.entries(members)
    .sort(([a], [b]) => Number(a) - Number(b))
    .flatMap(([, value]) => (typeof value === 'object' ? [value] : []));
}
