/** A column type of the Glue catalog, understood. https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
export type HiveType =
  | { kind: 'text' | 'boolean' | 'date' | 'timestamp' | 'float' | 'double' }
  | { kind: 'integer'; bits: 8 | 16 | 32 | 64 }
  | { kind: 'decimal'; precision: number; scale: number }
  | { kind: 'array'; element: HiveType }
  | { kind: 'map'; value: HiveType }
  | { kind: 'struct'; fields: { name: string; type: HiveType }[] };

const PRIMITIVES: Record<string, HiveType> = {
  string: { kind: 'text' },
  boolean: { kind: 'boolean' },
  tinyint: { kind: 'integer', bits: 8 },
  smallint: { kind: 'integer', bits: 16 },
  int: { kind: 'integer', bits: 32 },
  integer: { kind: 'integer', bits: 32 },
  bigint: { kind: 'integer', bits: 64 },
  float: { kind: 'float' },
  double: { kind: 'double' },
  date: { kind: 'date' },
  timestamp: { kind: 'timestamp' },
  // Hive's DECIMAL without more is DECIMAL(10,0).
  decimal: { kind: 'decimal', precision: 10, scale: 0 },
};

const KNOWN = `${Object.keys(PRIMITIVES).join(', ')}, decimal(p,s), char(n), varchar(n), array<>, map<string,…>, struct<>`;
const PRECISION_MAX = 38;
/** Deeper ones are nobody's. */
const DEPTH_MAX = 16;

/** Reads a type; a text that is none answers what is wrong with it. The names of a struct's fields become lower case, as in Glue. */
export function parseHiveType(source: string): HiveType | { unknown: string } {
  const type = parse(source, 0);
  return type ?? { unknown: `${source} is not a type that the local Firehose converts. It converts: ${KNOWN}.` };
}

function parse(source: string, depth: number): HiveType | undefined {
  const type = source.trim().toLowerCase();
  const primitive = PRIMITIVES[type];
  if (primitive) return primitive;
  if (depth > DEPTH_MAX) return undefined;
  if (/^(varchar|char)\(\d{1,5}\)$/.test(type)) return { kind: 'text' };
  const decimal = /^decimal\(\s*(\d{1,2})\s*(?:,\s*(\d{1,2})\s*)?\)$/.exec(type);
  if (decimal) return parseDecimal(Number(decimal[1]), Number(decimal[2] ?? 0));
  const outer = /^(array|map|struct)<(.*)>$/s.exec(type);
  if (!outer) return undefined;
  const parts = splitTopLevel(outer[2]!);
  if (outer[1] === 'array') return parseArray(parts, depth);
  return outer[1] === 'map' ? parseMap(parts, depth) : parseStruct(parts, depth);
}

function parseDecimal(precision: number, scale: number): HiveType | undefined {
  return precision < 1 || precision > PRECISION_MAX || scale > precision
    ? undefined
    : { kind: 'decimal', precision, scale };
}

function parseArray(parts: string[], depth: number): HiveType | undefined {
  const element = parts.length === 1 ? parse(parts[0]!, depth + 1) : undefined;
  return element && { kind: 'array', element };
}

/** JSON's keys are text, and so are the map's. */
function parseMap(parts: string[], depth: number): HiveType | undefined {
  const [key, value] = parts;
  const valueType = parts.length === 2 && key!.trim() === 'string' ? parse(value!, depth + 1) : undefined;
  return valueType && { kind: 'map', value: valueType };
}

function parseStruct(parts: string[], depth: number): HiveType | undefined {
  const fields: { name: string; type: HiveType }[] = [];
  for (const part of parts) {
    const colon = part.indexOf(':');
    const name = part.slice(0, Math.max(0, colon)).trim();
    const type = parse(part.slice(colon + 1), depth + 1);
    if (!name || !type || fields.some((field) => field.name === name)) return undefined;
    fields.push({ name, type });
  }
  return { kind: 'struct', fields };
}

/** Cuts at the commas that stand outside of all brackets. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '<' || character === '(') depth += 1;
    else if (character === '>' || character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}
