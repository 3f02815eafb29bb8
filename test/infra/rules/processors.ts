import { firehoseTransformSecondsMax } from '../../../shared/limits.ts';
import { at } from '../../support/template-parts.ts';
import { deliveryStreamType, destinationOf, keysFrom } from './delivery-stream.ts';
import { ofType, type Properties, type Rule, ruleOfEach, type Subject } from './rule.ts';

/** What each processor is told. https://docs.aws.amazon.com/firehose/latest/APIReference/API_ProcessorParameter.html */
const parametersOf: Record<string, string[]> = {
  AppendDelimiterToRecord: ['Delimiter'],
  CloudWatchLogProcessing: ['DataMessageExtraction'],
  Decompression: ['CompressionFormat'],
  Lambda: ['LambdaArn', 'RoleArn', 'NumberOfRetries', 'BufferSizeInMBs', 'BufferIntervalInSeconds'],
  MetadataExtraction: ['MetadataExtractionQuery', 'JsonParsingEngine'],
  RecordDeAggregation: ['SubRecordType', 'Delimiter'],
};

/** https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html */
const limits = {
  bufferMb: [0.2, 3],
  bufferSeconds: [0, 900],
  retries: [0, 300],
  /** Ours: a batch and its answer are 6 MB of text each, parsed and as text at once; a fraction of a processor comes with less memory. */
  transformMbMin: 256,
  transformSecondsMin: 10,
} as const;

const processor = (properties: Properties, type: string) =>
  destinationOf(properties).processors.find((one) => one.type === type)?.parameters;

/** The function behind a transform; a version or `$LATEST` may stand after its ARN. */
const transformOf = (properties: Properties, subject: Subject) => {
  const arn = processor(properties, 'Lambda')?.LambdaArn?.replace(/:\$LATEST$/, '');
  return ofType(subject, 'AWS::Lambda::Function').find((one) => one.arn === arn);
};

export const processorRules: Rule[] = [
  ruleOfEach(deliveryStreamType, 'processors are switched on, for left out that means off', function* (properties) {
    const { processors, isProcessing } = destinationOf(properties);
    if (processors.length > 0 && !isProcessing) yield 'has processors that do nothing';
    if (processors.length === 0 && isProcessing) yield 'processes by nothing';
  }),
  ruleOfEach(
    deliveryStreamType,
    'a processor is one that Firehose knows, and is told what it understands',
    function* (properties) {
      for (const { type, parameters } of destinationOf(properties).processors) {
        const known = parametersOf[type];
        if (!known) yield `has a processor ${type}`;
        for (const name of Object.keys(parameters)) if (known && !known.includes(name)) yield `tells ${type} a ${name}`;
      }
    },
  ),
  ruleOfEach(
    deliveryStreamType,
    'both buffer hints of a transform are set, within what Firehose takes, and its retries too',
    function* (properties) {
      const told = processor(properties, 'Lambda');
      if (!told) return;
      const { BufferSizeInMBs, BufferIntervalInSeconds, NumberOfRetries = '3' } = told;
      if ((BufferSizeInMBs === undefined) !== (BufferIntervalInSeconds === undefined)) yield 'sets one of them alone';
      if (!isWithin(BufferSizeInMBs ?? '1', limits.bufferMb)) yield `hands over ${BufferSizeInMBs} MB`;
      if (!isWithin(BufferIntervalInSeconds ?? '60', limits.bufferSeconds)) yield `waits ${BufferIntervalInSeconds} s`;
      if (!isWithin(NumberOfRetries, limits.retries)) yield `tries ${NumberOfRetries} times more`;
    },
  ),
  ruleOfEach(deliveryStreamType, 'a transform is a function of the stack', function* (properties, subject) {
    const told = processor(properties, 'Lambda');
    if (told && !transformOf(properties, subject)) yield `calls ${told.LambdaArn}`;
  }),
  ruleOfEach(
    deliveryStreamType,
    'a transform answers within the five minutes that Firehose waits',
    function* (properties, subject) {
      const seconds = transformOf(properties, subject)?.properties.Timeout;
      if (Number(seconds) > firehoseTransformSecondsMax) yield `waits for a function that takes ${seconds} s`;
    },
  ),
  ruleOfEach(
    deliveryStreamType,
    'a transform has the time and the memory for a batch of 3 MB after a cold start',
    function* (properties, subject) {
      const { Timeout, MemorySize } = transformOf(properties, subject)?.properties ?? {};
      if (Number(Timeout) < limits.transformSecondsMin) yield `hands over to a function that has ${Timeout} s`;
      if (Number(MemorySize) < limits.transformMbMin) yield `hands over to a function that has ${MemorySize} MB`;
    },
  ),
  ruleOfEach(
    deliveryStreamType,
    'a transform emits the keys that the prefix takes from it, and no others',
    function* (properties, subject) {
      const transform = transformOf(properties, subject);
      if (!transform) return;
      const emitted = String(at(transform.properties, 'Environment', 'Variables', 'PARTITION_KEYS') ?? '')
        .split(',')
        .filter(Boolean);
      const wanted = keysFrom('partitionKeyFromLambda', destinationOf(properties).prefix);
      if (!isSame(emitted, wanted)) yield `wants ${wanted}, and ${transform.logicalId} emits ${emitted}`;
    },
  ),
  ruleOfEach(
    deliveryStreamType,
    'a transform counts for the delivery stream that calls it',
    function* (properties, subject, { name }) {
      const transform = transformOf(properties, subject);
      const counted = at(transform?.properties, 'Environment', 'Variables', 'DELIVERY_STREAM');
      const short = name.replace(`tributary-${subject.stage}-`, '');
      if (transform && counted !== short) yield `is counted as ${counted}`;
    },
  ),
  ruleOfEach(
    deliveryStreamType,
    'a jq query extracts the keys that the prefix takes from it, and no others',
    function* (properties) {
      const told = processor(properties, 'MetadataExtraction');
      const wanted = keysFrom('partitionKeyFromQuery', destinationOf(properties).prefix);
      const extracted = [...(told?.MetadataExtractionQuery ?? '').matchAll(/[{,]\s*"?(\w+)"?\s*:/g)].map(
        ([, key]) => key!,
      );
      if (!isSame(extracted, wanted)) yield `wants ${wanted}, and its query extracts ${extracted}`;
      if (told && told.JsonParsingEngine !== 'JQ-1.6') yield `asks for the engine ${told.JsonParsingEngine}`;
    },
  ),
];

const isWithin = (text: string, [min, max]: readonly [number, number]) => Number(text) >= min && Number(text) <= max;

const isSame = (one: string[], other: string[]) =>
  [...new Set(one)].sort().join() === [...new Set(other)].sort().join();
