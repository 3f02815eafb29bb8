import { isUtf8 } from 'node:buffer';
import { readChange } from '../../shared/change.ts';
import type { Dataset } from '../../shared/dataset.ts';
import type { Explanation } from '../../shared/error-object-replay.ts';
import { attributeSchema } from './attribute-schema.ts';
import type { FailedRecord, Verdict } from './judge.ts';

export function explain(failed: FailedRecord, verdict: Verdict, dataset: Dataset): Explanation {
  const { object, line, parsed } = failed;
  const explanation: Explanation = { object, line, result: verdict.result };
  if (parsed.ok) {
    explanation.errorCode = parsed.record.errorCode;
    explanation.arrivalTimestamp = parsed.record.arrivalTimestamp;
  }
  if (verdict.result !== 'Parked') return explanation;
  explanation.reason = verdict.reason;
  if (verdict.path === undefined) return explanation;
  explanation.path = verdict.path;
  const attribute = dataset.attributes[verdict.path];
  if (parsed.ok && attribute !== undefined) {
    explanation.expected = { [attribute.tag]: attributeSchema(attribute) };
    explanation.found = describe(attributeOf(parsed.record.rawData, verdict.path));
  }
  return explanation;
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
  if (typeof value === 'string') {
    return `of ${[...value].length} characters${value.isWellFormed() ? '' : ', a lone surrogate among them'}`;
  }
  if (Array.isArray(value)) return `holding a list of ${value.length}`;
  return value === null ? 'holding null' : `holding a JSON ${typeof value}`;
}
