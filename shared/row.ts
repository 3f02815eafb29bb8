import type { AttributeValue } from './attributes.ts';
import type { Change } from './change.ts';
import type { AttributeValues, Dataset } from './dataset.ts';
import { quote } from './json-text.ts';
import { failed, type ProcessingFailed } from './verdict.ts';

export interface Row {
  result: 'Ok';
  /** One JSON object in the dataset's column order, and one newline. */
  text: string;
  /** The attributes in it, as the dataset's schema let them through. */
  attributes: AttributeValues;
}

export type RowWriter = (change: Change) => Row | ProcessingFailed;

/**
 * Makes the function that judges changes by the dataset's schema and writes rows. A REMOVE becomes a tombstone: the
 * table's keys and the event columns. Strings are escaped as JSON.stringify does; numbers stay the text they came as.
 */
export function createRowWriter({ attributes, keys, item, itemKeys }: Dataset): RowWriter {
  const writeItem = createAttributeWriter(Object.keys(attributes));
  const writeKeys = createAttributeWriter(Object.keys(attributes).filter((name) => keys.includes(name)));

  return (change) => {
    const removed = change.eventName === 'REMOVE';
    const judged = (removed ? itemKeys : item).safeParse(change.attributes);
    if (!judged.success) return failed('SchemaViolation', failingAttribute(judged.error.issues));
    const written = removed ? writeKeys(judged.data) : writeItem(judged.data);
    return { result: 'Ok', text: `{${written}${writeEvent(change)}}\n`, attributes: judged.data };
  };
}

/** The text of a string or a number. */
export function textOf(value: AttributeValue): string {
  return 'S' in value ? value.S : value.N;
}

function createAttributeWriter(names: string[]): (values: AttributeValues) => string {
  const columns = names.map((name) => ({ name, label: `${quote(name)}:` }));
  return (values) => {
    let text = '';
    for (const { name, label } of columns) text += `${label}${writeValue(values[name]!)},`;
    return text;
  };
}

function writeValue(value: AttributeValue): string {
  return 'S' in value ? quote(value.S) : value.N;
}

function writeEvent({ eventId, eventName, eventTime }: Change): string {
  return `"EventID":${quote(eventId)},"EventName":"${eventName}","EventTime":"${eventTime}"`;
}

/** First attribute that fails. Deeper in a path stand type tags, and an issue may hold names from the record. */
function failingAttribute(issues: readonly { path: PropertyKey[] }[]): string | undefined {
  const name = issues[0]?.path[0];
  return name === undefined ? undefined : String(name);
}
