/** The bytes of a record: text and bytes as they are, anything else as JSON. */
export const bytesOf = (record: string | Buffer | object): Buffer =>
  Buffer.isBuffer(record) ? record : Buffer.from(typeof record === 'string' ? record : JSON.stringify(record));

/** The text in base64, as a record carries it. */
export const textOf = (base64: string): string => Buffer.from(base64, 'base64').toString();
