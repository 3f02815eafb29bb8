import type { AccessFields, AccessRecordReader } from '../../shared/access-log-record.ts';
import type { accessLog } from '../../shared/datasets/access-log.ts';
import { attributeSchema } from './attribute-schema.ts';
import { type Look, lengthInWords } from './look.ts';

/** The parts of a line, by the names that failures give them. See `shared/access-log-line.ts`. */
const partExamples: Readonly<Record<string, string>> = {
  ClientIP: '11.44.0.7',
  Identity: '- frank',
  Time: '[10/Oct/2000:13:55:36 -0700]',
  Request: '"GET /a.gif HTTP/1.0"',
  Status: '200',
  Bytes: '2326',
  Referer: '"-"',
  UserAgent: '"-"',
};

/** Makes the function that looks at the records of a log, read as the judge reads them. */
export function createLogLook(read: AccessRecordReader, { attributes }: typeof accessLog): Look {
  return ({ rawData }, { reason, path, position }) => {
    const bytes = Buffer.from(rawData, 'base64');
    const attribute = Object.entries(attributes).find(([name]) => name === path)?.[1];
    if (reason === 'TooLong') return { found: `${bytes.length} bytes` };
    if (reason === 'SchemaViolation' && attribute !== undefined) {
      const found = describe(read(bytes), path as keyof AccessFields, attribute.tag);
      return { expected: { [attribute.tag]: { ...attributeSchema(attribute), ...exampleOf(path) } }, found };
    }
    if (path === undefined || position === undefined) return {};
    const example = partExamples[path];
    return {
      ...(example !== undefined && { expected: { S: { examples: [example] } } }),
      found:
        position < bytes.length
          ? `something else from byte ${position} of ${bytes.length} on`
          : 'the end of the record',
    };
  };
}

/** Of an address: JSON Schema cannot tell what its refinement wants. */
const exampleOf = (path: string | undefined) => (path === 'ClientIP' ? { examples: [partExamples.ClientIP] } : {});

function describe(record: ReturnType<AccessRecordReader>, name: keyof AccessFields, tag: string): string {
  if (record.result !== 'Ok') return 'nothing';
  const field = record.fields[name];
  if (field === null) return 'nothing';
  // Another type of JSON, a number beyond 2^53, or no instant.
  if (typeof field === 'symbol') return `nothing that can be read as ${tag}`;
  return `${tag} ${lengthInWords(record.form.decode(field))}`;
}
