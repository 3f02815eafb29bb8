import { attributeValueJson, type NumberForm } from './attribute-value-json.ts';

/**
 * SQS takes these two characters in no message (it refuses it, or replaces them, depending on whom one reads). JSON can write
 * them as escapes, which mean the same.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
const refusedCharacters = /[\ufffe\uffff]/g;

/**
 * An item's image (AttributeValues by name) as one plain JSON object, every attribute in it, whatever its type; undefined where
 * one of them is no AttributeValue. What becomes of each type stands at {@link attributeValueJson}.
 *
 * The text is well-formed UTF-16 that any service takes: control characters, lone surrogates and U+FFFE and U+FFFF are escapes.
 */
export function imageJson(image: unknown, numbers: NumberForm): string | undefined {
  const json = attributeValueJson({ M: image }, numbers);
  return json === undefined ? undefined : escapeRefused(json);
}

/** JSON that means the same, without the characters that a message may not have. */
export const escapeRefused = (json: string): string =>
  json.replace(refusedCharacters, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
