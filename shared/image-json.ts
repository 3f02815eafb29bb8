import { attributeValueJson, isJsonNumber, type NumberForm, onlyName } from './attribute-value-json.ts';
import { isJsonObject } from './json-object.ts';

/**
 * An item's image (AttributeValues by name) as one plain JSON object, every attribute in it, whatever its type; undefined where
 * one of them is no AttributeValue. What becomes of each type stands at {@link attributeValueJson}.
 *
 * The text is well-formed UTF-16 that any service takes: control characters, lone surrogates and U+FFFE and U+FFFF are escapes.
 */
export function imageJson(image: unknown, numbers: NumberForm): string | undefined {
  const json = (numbers === 'text' ? textsJson(image) : undefined) ?? attributeValueJson({ M: image }, numbers);
  return json === undefined ? undefined : escapeRefused(json);
}

/** The same for an image of strings and numbers, as most are, with less garbage: JSON.stringify writes it whole. Undefined for any other. */
function textsJson(image: unknown): string | undefined {
  if (!isJsonObject(image)) return undefined;
  const texts: Record<string, string> = {};
  for (const name in image) {
    const text = textOf(image[name]);
    // It would set the prototype.
    if (text === undefined || name === '__proto__') return undefined;
    texts[name] = text;
  }
  return JSON.stringify(texts);
}

function textOf(value: unknown): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const tag = onlyName(value);
  if (tag === 'S') return typeof value.S === 'string' ? value.S : undefined;
  return tag === 'N' && isJsonNumber(value.N) ? value.N : undefined;
}

/**
 * JSON that means the same, without two characters that SQS takes in no message (it refuses it, or replaces them, depending on whom
 * one reads): as escapes they mean the same.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export function escapeRefused(json: string): string {
  if (!json.includes('\ufffe') && !json.includes('\uffff')) return json;
  return json.replaceAll('\ufffe', '\\ufffe').replaceAll('\uffff', '\\uffff');
}
