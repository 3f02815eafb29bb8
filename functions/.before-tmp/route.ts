import * as z from 'zod/mini';
import type { Dataset } from '../../shared/dataset.ts';
import { everyTarget } from '../../shared/stream-record-failure.ts';
import type { Body } from './domain-event.ts';

/** The number as DynamoDB writes it, without needless zeros, sign or exponent: anything else would match nothing, ever. */
const normalNumber = /^(?:0|-?(?:[1-9]\d*(?:\.\d*[1-9])?|0\.\d*[1-9]))$/;

const scalar = z.union([
  z.strictObject({ S: z.string() }),
  z.strictObject({ N: z.string().check(z.regex(normalNumber, 'must be a number as DynamoDB writes it, such as 1.5')) }),
  z.strictObject({ BOOL: z.boolean() }),
  z.strictObject({ NULL: z.literal(true) }),
]);
export type Scalar = z.infer<typeof scalar>;

const values = z.array(scalar).check(z.minLength(1, 'must list a value'));
const conditions = z.record(z.string().check(z.minLength(1)), values);

const match = z.strictObject({
  /** Any of these; all where left out. */
  events: z.optional(z.array(z.enum(['INSERT', 'MODIFY', 'REMOVE'])).check(z.minLength(1, 'must list an event'))),
  /** Attributes of the old image that have one of the values listed. */
  old: z.optional(conditions),
  /** The same of the new image. */
  new: z.optional(conditions),
  /** Attributes that differ between the images, from one of the values listed, to one of them; any where left out. */
  changed: z.optional(
    z.record(z.string().check(z.minLength(1)), z.strictObject({ from: z.optional(values), to: z.optional(values) })),
  ),
});
/** What a route is about. Everything named must hold; `{}` is every change. */
export type Match = z.infer<typeof match>;

/** The environment variable that holds the target's name, ARN or URL, or `none`, which switches the route off. */
const variable = z.string().check(z.regex(/^[A-Z][A-Z0-9_]{2,63}$/, 'must be named like MODERATION_TOPIC_ARN'));
const body = z.custom<Body>((value) => typeof value === 'function', 'must be a function of a change');
/** `id` and `type` come with every message. SQS takes ten. https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
const attributes = z
  .array(z.string().check(z.regex(/^(?!id$|type$|(?:aws|amazon)\.)[A-Za-z0-9_-]{1,64}$/i, 'cannot be the name of one')))
  .check(z.maxLength(8, 'must be at most 8'));

const target = z.discriminatedUnion('kind', [
  /** A bus: name or ARN. */
  z.strictObject({ kind: z.literal('event-bridge'), variable, body }),
  /** A topic's ARN. `attributes` of the item become message attributes, for filter policies. */
  z.strictObject({ kind: z.literal('sns'), variable, body, attributes }),
  /** A standard queue's URL. */
  z.strictObject({ kind: z.literal('sqs'), variable, body, attributes }),
  /** A FIFO queue's URL. The changes that have `key`, a key attribute, in common stay in order. */
  z.strictObject({ kind: z.literal('sqs-fifo'), variable, body, key: z.string() }),
  /** A data stream's name. The changes that have `key` in common stay in order. */
  z.strictObject({ kind: z.literal('kinesis'), variable, body, key: z.string() }),
  /** A Direct PUT delivery stream's name. */
  z.strictObject({ kind: z.literal('firehose'), variable, body }),
]);
export type TargetDeclaration = z.infer<typeof target>;
export type TargetKind = TargetDeclaration['kind'];

const route = z.strictObject({
  /** The subscriber's name: dimension `Target` of its metrics, and the folder of what it could not be told. */
  name: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens')),
  match,
  target,
});
export type Route = z.infer<typeof route>;

/** The table of routes is wrong. Each line says where, and how to mend it. */
export class RouteError extends Error {
  override name = 'RouteError';
}

/** Judges the table of routes for a dataset. Throws {@link RouteError}. */
export function checkRoutes(routes: readonly Route[], { keys }: Pick<Dataset, 'keys'>): Route[] {
  const parsed = z.array(route).safeParse(routes);
  if (!parsed.success) throw new RouteError(parsed.error.issues.map(explain).join('\n'));
  const mistakes = parsed.data.flatMap(({ name, target }, index) => {
    const others = parsed.data.slice(0, index);
    const found: string[] = [];
    if (name === everyTarget || others.some((other) => other.name === name)) found.push('"name" is taken');
    if ('key' in target && !keys.includes(target.key)) found.push(`"key" must be one of ${keys.join(', ')}`);
    // One queue would take the second route's message of a change for a repeat of the first's.
    if (target.kind === 'sqs-fifo' && others.some((other) => other.target.variable === target.variable)) {
      found.push(`"variable" is another route's, and a FIFO queue takes one message of a change`);
    }
    return found.map((mistake) => `routes.${index} (${name}): ${mistake}`);
  });
  if (mistakes.length > 0) throw new RouteError(mistakes.join('\n'));
  return parsed.data;
}

function explain(issue: z.core.$ZodIssue): string {
  const place = `routes.${issue.path.join('.')}`;
  if (issue.code === 'unrecognized_keys') return `${place}: ${issue.keys.join(', ')} is not known`;
  return `${place}: ${issue.message}`;
}
