import type { Change } from './change.ts';
import { type Attributes, type Dataset, itemSchema, pickAttributes, type Values } from './dataset.ts';
import type { JsonObject } from './json-object.ts';
import { quote } from './json-text.ts';
import type { TextForm } from './text-form.ts';
import { failed, type ProcessingFailed } from './verdict.ts';

export interface Row {
  result: 'Ok';
  /** One JSON object in the dataset's column order, and one newline, in the form that the change's strings have. */
  text: string;
  /** The attributes in it, as the dataset's schema let them through. Always plain text. */
  values: Values;
}

export type RowWriter = (change: Change) => Row | ProcessingFailed;

/**
 * Makes the function that judges changes by the dataset's schema and writes rows. A REMOVE becomes a tombstone: the
 * table's keys and the event columns. Strings are escaped as JSON.stringify does; numbers stay the text they came as.
 */
export function createRowWriter({ attributes, keys }: Dataset, form: TextForm): RowWriter {
  const item = createAttributesWriter(attributes, form);
  const itemKeys = createAttributesWriter(pickAttributes(attributes, keys), form);

  return (change) => {
    const { schema, write } = change.eventName === 'REMOVE' ? itemKeys : item;
    const judged = schema.safeParse(change.attributes);
    if (!judged.success) return failed('SchemaViolation', failingAttribute(judged.error.issues));
    return { result: 'Ok', text: `{${write(change.attributes)}${writeEvent(change)}}\n`, values: judged.data };
  };
}

function createAttributesWriter(attributes: Attributes, { decode }: TextForm) {
  const columns = Object.entries(attributes).map(([name, { tag }]) => ({ name, tag, label: `${quote(name)}:` }));

  /** Writes attributes that the schema has let through, and therefore are what is claimed here. */
  function write(values: JsonObject): string {
    let text = '';
    for (const { name, tag, label } of columns) {
      const value = (values[name] as { [tag: string]: string })[tag]!;
      text += `${label}${tag === 'N' ? value : quote(value)},`;
    }
    return text;
  }
  return { schema: itemSchema(attributes, decode), write };
}

function writeEvent({ eventId, eventName, eventTime }: Change): string {
  return `"EventID":${quote(eventId)},"EventName":"${eventName}","EventTime":"${eventTime}"`;
}

/** First attribute that fails. What else an issue holds may come from the record. */
function failingAttribute(issues: readonly { path: PropertyKey[] }[]): string | undefined {
  const name = issues[0]?.path[0];
  return name === undefined ? undefined : String(name);
}
