import { type DatasetDeclaration, eventColumns } from './dataset.ts';
import { ownValue } from './json-object.ts';

/**
 * What keeps change records from being judged by a declaration, or rows from being read, in words. It stands apart from
 * `defineDataset` because packaging asks it, so that the functions need not carry it.
 */
export function datasetMistakes({ name: dataset, attributes, keys, partitionKeys }: DatasetDeclaration): string[] {
  const mistakes: string[] = [];
  // Athena's names have no case.
  const taken = new Set(eventColumns.map((name) => name.toLowerCase()));
  for (const name of Object.keys(attributes)) {
    const says = `shared/datasets/${dataset}.ts names an attribute ${JSON.stringify(name)}`;
    // It is looked up in the record as it is parsed, and that may be bytes: only of ASCII are bytes and text the same, see `text-form.ts`.
    if (!/^[ -~]+$/.test(name)) {
      mistakes.push(`${says}: use printable ASCII characters only, rename the attribute in the table or leave it out`);
    }
    if (taken.has(name.toLowerCase()))
      mistakes.push(`${says}, but another column has that name: leave one of them out`);
    taken.add(name.toLowerCase());
  }
  for (const name of new Set([...keys, ...partitionKeys])) {
    const attribute = ownValue(attributes, name) as (typeof attributes)[string] | undefined;
    if (attribute && /^[SNB]$/.test(attribute.tag) && !attribute.take) continue;
    mistakes.push(
      `shared/datasets/${dataset}.ts has a key ${JSON.stringify(name)}, which must be one of its attributes, of type S, N or B and always there`,
    );
  }
  return mistakes;
}
