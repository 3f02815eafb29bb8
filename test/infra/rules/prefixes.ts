import { deliveryStreamType, destinationOf, expressionsOf } from './delivery-stream.ts';
import { ofType, type Rule, ruleOfEach } from './rule.ts';

/** Characters of a prefix as it is written, and of one that is worked out. https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html */
const limits = { written: 1024, evaluated: 512 };

/** A partition key that the functions let through has at most so many. */
const keyCharactersMax = 128;

const isKey = ({ namespace }: { namespace: string }) => namespace.startsWith('partitionKeyFrom');
const isTypeOfError = ({ namespace, value }: { namespace: string; value: string }) =>
  namespace === 'firehose' && value === 'error-output-type';

/** What Firehose knows of an expression; of error prefixes also the type of error. */
function* unknownExpressions(prefix: string): Generator<string> {
  for (const expression of expressionsOf(prefix)) {
    const { namespace, value } = expression;
    const known =
      (namespace === 'timestamp' && /^(?:[yMdHms]+|[-/_:=. ]|'[^']*')+$/.test(value)) ||
      (namespace === 'firehose' && value === 'random-string') ||
      (/^partitionKeyFrom(?:Lambda|Query)$/.test(namespace) && value !== '') ||
      isTypeOfError(expression);
    if (!known) yield `!{${namespace}:${value}} is no expression`;
  }
  if (/!\{[^}]*$/.test(prefix)) yield 'an expression does not end';
}

const evaluatedLength = (prefix: string) =>
  prefix.replace(/!\{partitionKey[^}]*\}/g, 'k'.repeat(keyCharactersMax)).replace(/!\{[^:]*:([^}]*)\}/g, '$1').length;

export const prefixRules: Rule[] = [
  ruleOfEach(
    deliveryStreamType,
    'a prefix is made of what Firehose knows, and is not too long',
    function* (properties) {
      const { prefix, errorPrefix = '' } = destinationOf(properties);
      for (const text of [prefix, errorPrefix]) {
        yield* unknownExpressions(text);
        if (text.length > limits.written) yield `has a prefix of ${text.length} characters`;
        else if (evaluatedLength(text) > limits.evaluated)
          yield `may have a prefix of ${evaluatedLength(text)} characters`;
      }
    },
  ),
  ruleOfEach(deliveryStreamType, 'a prefix ends in a slash, for names of objects follow it', function* (properties) {
    const { prefix, errorPrefix = '' } = destinationOf(properties);
    for (const text of [prefix, errorPrefix]) if (text !== '' && !text.endsWith('/')) yield `has the prefix ${text}`;
  }),
  ruleOfEach(
    deliveryStreamType,
    'partition keys stand in the prefix where partitioning is dynamic, and nowhere else',
    function* (properties) {
      const { prefix, isPartitioned } = destinationOf(properties);
      const hasKeys = expressionsOf(prefix).some(isKey);
      if (hasKeys && !isPartitioned) yield 'names partition keys, but partitioning is off';
      if (!hasKeys && isPartitioned) yield 'is partitioned by nothing';
    },
  ),
  ruleOfEach(
    deliveryStreamType,
    'the type of error stands in the error prefix, and in no other',
    function* (properties) {
      const { prefix, errorPrefix } = destinationOf(properties);
      if (expressionsOf(prefix).some(isTypeOfError)) yield 'names it in the prefix of rows';
      if (errorPrefix === undefined) {
        if (expressionsOf(prefix).length > 0) yield 'has no error prefix';
      } else if (!expressionsOf(errorPrefix).some(isTypeOfError)) yield 'mixes errors of all types';
    },
  ),
  ruleOfEach(
    deliveryStreamType,
    'no partition key stands in an error prefix: a failed record has none',
    function* (properties) {
      const { errorPrefix = '' } = destinationOf(properties);
      if (expressionsOf(errorPrefix).some(isKey)) yield `has the error prefix ${errorPrefix}`;
    },
  ),
  {
    name: 'rows of one delivery stream do not lie among those of another, nor failed records but under the name of theirs',
    *violations(subject) {
      const streams = ofType(subject, deliveryStreamType).map(({ logicalId, name, properties }) => ({
        logicalId,
        name,
        rows: literalOf(destinationOf(properties).prefix),
        errors: literalOf(destinationOf(properties).errorPrefix ?? ''),
      }));
      for (const one of streams) {
        for (const other of streams.filter(({ name }) => name !== one.name)) {
          const twins = one.name === `${other.name}-replay` || other.name === `${one.name}-replay`;
          if (!twins && other.rows.startsWith(one.rows)) yield `${one.logicalId} and ${other.logicalId}: ${one.rows}`;
        }
        const short = one.name.replace(`tributary-${subject.stage}-`, '');
        // The replayer, the alarms and the commands look there.
        if (one.errors !== `errors/${short}/`) yield `${one.logicalId}: ${one.errors}`;
        if (streams.some(({ errors }) => errors !== '' && errors.startsWith(one.rows)))
          yield `${one.logicalId}: ${one.rows}`;
      }
    },
  },
];

/** What of a prefix is the same for all objects. */
const literalOf = (prefix: string) => prefix.split('!{')[0]!;
