import { AwsError } from '../wire/message.ts';

const NOT_BASE64 = /[^A-Za-z0-9+/=]/;

/** Decodes a blob of AWS JSON; Node alone would skip what is not base64. */
export function decodeBlob(text: string): Buffer {
  if (text.length % 4 !== 0) {
    throw invalid(`Base64 encoded length is expected a multiple of 4 bytes but found: ${text.length}`);
  }
  const wrong = NOT_BASE64.exec(text);
  if (wrong) throw invalid(`Invalid Base64 character: '${wrong[0]}'`);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== Buffer.byteLength(text, 'base64')) throw invalid('Padding stands before the end');
  return bytes;
}

function invalid(why: string): AwsError {
  return new AwsError('SerializationException', `The data can not be converted to a Blob: ${why}`);
}
