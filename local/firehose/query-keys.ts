/**
 * The keys that a jq query of the form `{key: expression, …}` makes; undefined where only running it would tell.
 * Looks at the braces, quotes and commas of the outermost object and at nothing inside the expressions.
 */
export function queryKeysOf(query: string): string[] | undefined {
  const trimmed = query.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return undefined;
  const members = splitMembers(trimmed.slice(1, -1));
  const keys = members
    ?.map((member) => /^\s*(?:"([^"\\]*)"|\$?([A-Za-z_]\w*))\s*(?::|$)/.exec(member))
    .map((match) => match?.[1] ?? match?.[2]);
  return keys?.every((key) => key !== undefined) ? (keys as string[]) : undefined;
}

/** Splits at commas outside brackets and strings; undefined when the brackets do not match. */
function splitMembers(body: string): string[] | undefined {
  const members: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < body.length; at += 1) {
    const char = body[at]!;
    if (char === '"') at = endOfString(body, at);
    else if ('{[('.includes(char)) depth += 1;
    else if ('}])'.includes(char)) depth -= 1;
    else if (char === ',' && depth === 0) {
      members.push(body.slice(start, at));
      start = at + 1;
    }
    if (depth < 0) return undefined;
  }
  const last = body.slice(start);
  if (last.trim() !== '') members.push(last);
  return depth === 0 ? members : undefined;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
