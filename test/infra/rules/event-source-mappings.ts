import { at } from '../../support/template-parts.ts';
import { type Properties, type Rule, ruleOfEach } from './rule.ts';

const type = 'AWS::Lambda::EventSourceMapping';
const isStream = ({ EventSourceArn }: Properties) => /^arn:aws:(?:dynamodb|kinesis):/.test(String(EventSourceArn));

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
const ranges: Record<string, [min: number, max: number]> = {
  BatchSize: [1, 10_000],
  MaximumBatchingWindowInSeconds: [0, 300],
  MaximumRecordAgeInSeconds: [-1, 604_800],
  MaximumRetryAttempts: [-1, 10_000],
  ParallelizationFactor: [1, 10],
  TumblingWindowInSeconds: [0, 900],
};

export const eventSourceMappingRules: Rule[] = [
  ruleOfEach(type, 'every event source mapping keeps to the limits of its source', function* (properties) {
    for (const [name, [min, max]] of Object.entries(ranges)) {
      const value = properties[name];
      if (value !== undefined && !(Number(value) >= min && Number(value) <= max)) yield `has ${name} ${value}`;
    }
    const age = Number(properties.MaximumRecordAgeInSeconds ?? -1);
    if (age !== -1 && age < 60) yield `gives up records after ${age} s`;
    const isQueue = String(properties.EventSourceArn).startsWith('arn:aws:sqs:');
    if (isQueue && Number(properties.BatchSize ?? 10) > 10 && !properties.MaximumBatchingWindowInSeconds) {
      yield 'wants more than ten messages without waiting for them';
    }
    if (isStream(properties) && !properties.StartingPosition) yield 'does not say where it begins';
  }),
  ruleOfEach(
    type,
    'a function tells which of a batch failed, so that the others are not repeated',
    function* (properties) {
      const types = (properties.FunctionResponseTypes ?? []) as string[];
      if (!types.includes('ReportBatchItemFailures')) yield 'repeats the whole batch';
    },
  ),
  ruleOfEach(
    type,
    'no record blocks its shard for ever: tries end, and what is given up is kept',
    function* (properties) {
      if (!isStream(properties)) return;
      const { MaximumRetryAttempts = -1, MaximumRecordAgeInSeconds = -1 } = properties;
      if (MaximumRetryAttempts === -1 && MaximumRecordAgeInSeconds === -1) yield 'tries until the record expires';
      if (!at(properties.DestinationConfig, 'OnFailure', 'Destination')) yield 'loses what it gives up';
    },
  ),
];
