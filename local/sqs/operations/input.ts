import * as z from 'zod';
import { invalidParameter } from '../errors.ts';
import type { NewMessage } from '../types.ts';

/** Reads an input by its shape; members outside it are not looked at. Throws `InvalidParameterValueException`. */
export function readInput<Shape extends z.ZodType>(shape: Shape, given: Record<string, unknown>): z.output<Shape> {
  const parsed = shape.safeParse(given);
  if (!parsed.success) throw invalidParameter(z.prettifyError(parsed.error));
  return parsed.data;
}

export const attributeMap = z.record(
  z.string(),
  z.object({ DataType: z.string(), StringValue: z.string().optional(), BinaryValue: z.string().optional() }),
);

/** What SendMessage and an entry of SendMessageBatch have in common. */
export const messageShape = z.object({
  MessageBody: z.string(),
  MessageAttributes: attributeMap.optional(),
  DelaySeconds: z.int().optional(),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
});

export function newMessageOf(input: z.output<typeof messageShape>): NewMessage {
  const { MessageBody: body, MessageAttributes, DelaySeconds, MessageGroupId, MessageDeduplicationId } = input;
  const attributes = Object.entries(MessageAttributes ?? {}).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { DataType, ...(StringValue !== undefined && { StringValue }), ...(BinaryValue !== undefined && { BinaryValue }) },
  ]);
  return {
    body,
    attributes: Object.fromEntries(attributes),
    ...(DelaySeconds !== undefined && { delayMs: DelaySeconds * 1000 }),
    ...(MessageGroupId !== undefined && { groupId: MessageGroupId }),
    ...(MessageDeduplicationId !== undefined && { deduplicationId: MessageDeduplicationId }),
  };
}
