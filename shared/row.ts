import type { Change } from './change.ts';
import { type Attributes, type Dataset, pickAttributes } from './dataset.ts';
import { ownValue } from './json-object.ts';
import { quote } from './json-text.ts';
import type { TextForm } from './text-form.ts';
import { failed, type ProcessingFailed } from './verdict.ts';

export interface Row {
  result: 'Ok';
  /** One JSON object in the dataset's column order, and one newline, in the form that the change's strings have. */
  text: string;
  /** Values of the dataset's partition keys, as plain text. */
  values: Record<string, string>;
}

export type RowWriter = (change: Change) => Row | ProcessingFailed;

/**
 * Makes the function that judges changes by the dataset's schema and writes rows. A REMOVE becomes a tombstone: the
 * table's keys and the event columns. Strings are escaped as JSON.stringify does; whole numbers stay the text they came as.
 */
export function createRowWriter(dataset: Dataset, { decode }: TextForm): RowWriter {
  const { attributes, keys, partitionKeys } = dataset;
  const item = { schema: dataset.item, write: createAttributesWriter(attributes) };
  const itemKeys = { schema: dataset.itemKeys, write: createAttributesWriter(pickAttributes(attributes, keys)) };

  return (change) => {
    const { schema, write } = change.eventName === 'REMOVE' ? itemKeys : item;
    const judged = schema.safeParse(change.attributes, decode);
    if (!judged.success) return failed('SchemaViolation', judged.path);
    // The schema has let them through: they are what is claimed here.
    const judgedAttributes = change.attributes as JudgedAttributes;
    const values: Row['values'] = {};
    for (const name of partitionKeys) values[name] = decode(judgedAttributes[name]![attributes[name]!.tag]!);
    return { result: 'Ok', text: `{${write(judgedAttributes)}${writeEvent(change)}}\n`, values };
  };
}

/** Values by type tag by attribute: of attributes that are not written in a way of their own. */
type JudgedAttributes = Record<string, Record<string, string>>;

function createAttributesWriter(attributes: Attributes): (values: JudgedAttributes) => string {
  const columns = Object.entries(attributes).map(([name, { tag, write }]) => ({
    name,
    tag,
    write,
    label: `${quote(name)}:`,
  }));
  return (values) => {
    let text = '';
    for (const { name, tag, write, label } of columns) {
      if (write) text += `${label}${write(ownValue(values, name))},`;
      else {
        const value = values[name]![tag]!;
        text += `${label}${tag === 'N' ? value : quote(value)},`;
      }
    }
    return text;
  };
}

function writeEvent({ eventId, eventName, eventTime }: Change): string {
  return `"EventID":${quote(eventId)},"EventName":"${eventName}","EventTime":"${eventTime}"`;
}
