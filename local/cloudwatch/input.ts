import * as z from 'zod';
import { AwsError } from '../wire/message.ts';
import { DIMENSIONS_MAX } from './limits.ts';

/** Dimensions as the API lists them, as a record. */
export const dimensionList = z
  .array(z.object({ Name: z.string().min(1).max(255), Value: z.string().min(1).max(1024) }))
  .max(DIMENSIONS_MAX)
  .default([])
  .transform((list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value])));

/** Dimensions of a metric, as the API lists them. */
export const listDimensions = (dimensions: Record<string, string>) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** Epoch seconds on the wire, milliseconds here. */
export const instant = z.number().transform((seconds) => Math.round(seconds * 1000));

export const periodSeconds = z
  .int()
  .min(1)
  .refine((value) => value % 60 === 0, 'must be a multiple of 60: the local CloudWatch keeps no finer data');

/** Members that are refused by name stand in `refused`; others that are not in the schema have no effect and are let through, as AWS does. */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  input: Record<string, unknown>,
  refused: readonly string[] = [],
): z.output<Schema> {
  const set = refused.find((name) => input[name] !== undefined && input[name] !== null);
  if (set) throw new AwsError('InvalidParameterValueException', `${set} is not honoured by the local CloudWatch.`);
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [{ path, message }] = parsed.error.issues as [z.core.$ZodIssue];
  throw new AwsError('InvalidParameterValueException', `The parameter ${path.join('.')} is not valid: ${message}.`);
}
