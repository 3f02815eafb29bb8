import { isUtf8 } from 'node:buffer';
import { readChange } from '../../shared/change.ts';
import type { Dataset } from '../../shared/dataset.ts';
import type { ErrorRecord } from '../../shared/error-object.ts';
import type { Explanation } from '../../shared/error-object-replay.ts';
import { attributeSchema } from './attribute-schema.ts';
import type { Parked } from './judge.ts';

/** Looks at what a record that would fail again has where it fails: types and lengths, never content. */
export type Look = (record: ErrorRecord, parked: Parked) => Pick<Explanation, 'expected' | 'found'>;

/** Makes the function that looks at the change records of a table. */
export function createChangeLook({ attributes }: Dataset): Look {
  return ({ rawData }, { path }) => {
    const attribute = path === undefined ? undefined : attributes[path];
    if (path === undefined || attribute === undefined) return {};
    return {
      expected: { [attribute.tag]: attributeSchema(attribute) },
      found: describe(attributeOf(rawData, path)),
    };
  };
}

/** One attribute of a record that the codec read as far as its attributes. */
function attributeOf(rawData: string, name: string): unknown {
  const bytes = Buffer.from(rawData, 'base64');
  const read = isUtf8(bytes) ? readChange(JSON.parse(bytes.toString())) : undefined;
  return read?.result === 'Ok' ? read.change.attributes[name] : undefined;
}

/** Type tags of attribute values. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
const tags = ['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'NULL', 'BOOL'];

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `no attribute value but ${kind(value)}`;
  const entries = Object.entries(value);
  // Another key than a type tag may be content.
  const described = entries.map(([tag, held]) => (tags.includes(tag) ? `${tag} ${kind(held)}` : 'an unknown type tag'));
  return described.length > 0 ? described.slice(0, tags.length).join(' and ') : 'no type tag';
}

function kind(value: unknown): string {
  if (typeof value === 'string') return lengthInWords(value);
  if (Array.isArray(value)) return `holding a list of ${value.length}`;
  return value === null ? 'holding null' : `holding a JSON ${typeof value}`;
}

export function lengthInWords(text: string): string {
  return `of ${[...text].length} characters${text.isWellFormed() ? '' : ', a lone surrogate among them'}`;
}
