import { compileAlternatives } from '../eventbridge/value-pattern.ts';
import type { MessageAttribute } from '../sqs/types.ts';
import { TemplateError } from '../template/resolve.ts';

export type AttributeFilter = (attributes: Record<string, MessageAttribute>) => boolean;

/**
 * A filter policy on message attributes: each one that it names must match. Throws {@link TemplateError} for what is not there
 * locally. https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function compileFilterPolicy(policy: Record<string, unknown>, at: string): AttributeFilter {
  const fields = Object.entries(policy).map(([name, alternatives]) => {
    if (!Array.isArray(alternatives))
      throw new TemplateError(`${at}.${name}: a filter policy holds lists of alternatives.`);
    return [name, compileAlternatives(alternatives, `${at}.${name}`)] as const;
  });
  return (attributes) =>
    fields.every(([name, matches]) =>
      matches(Object.hasOwn(attributes, name) ? attributeValue(attributes[name]!) : undefined),
    );
}

/** Binary attributes cannot be matched. A list stands as JSON in a `String.Array`. */
function attributeValue({ DataType, StringValue }: MessageAttribute): unknown {
  if (StringValue === undefined) return undefined;
  if (DataType === 'Number' || DataType.startsWith('Number.')) return Number(StringValue);
  if (DataType !== 'String.Array') return StringValue;
  try {
    const parsed: unknown = JSON.parse(StringValue);
    return Array.isArray(parsed) ? parsed : StringValue;
  } catch {
    return StringValue;
  }
}
