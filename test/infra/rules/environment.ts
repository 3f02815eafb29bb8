import { isLogEntry, readDeliveryStreams } from '../../../functions/dlq-reprocessor/delivery-stream-entries.ts';
import { at, place } from '../../support/template-parts.ts';
import { deliveryStreamType, destinationOf } from './delivery-stream.ts';
import { isFirehoseZone } from './objects.ts';
import { statementsOfRole } from './policy.ts';
import { ofType, type Properties, type Rule, ruleOfEach, type Subject } from './rule.ts';

const type = 'AWS::Lambda::Function';

const variablesOf = ({ Environment }: Properties) => (at(Environment, 'Variables') ?? {}) as Record<string, string>;

/** What a variable may name: by its ARN, its name, or the address of a queue. */
const named = [
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Kinesis::Stream',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
];

const namedBy = (value: string, { resources }: Subject) =>
  resources.filter(
    ({ type, name, arn }) => named.includes(type) && (value === arn || value === name || value.endsWith(`/${name}`)),
  );

/** ARNs that the role of a function may do something with. */
const reachedBy = ({ Role }: Properties, subject: Subject): string[] =>
  ofType(subject, 'AWS::IAM::Role')
    .filter(({ arn }) => arn === Role)
    .flatMap(({ properties }) => statementsOfRole(properties))
    .flatMap(({ resources }) => resources);

/** The folder in which objects of a delivery stream lie, whatever it parts them by. */
const folderOf = (properties: Properties) =>
  destinationOf(properties)
    .prefix.split('!{')[0]!
    .replace(/[^/]*$/, '');

const isTransformed = ({ properties }: { properties: Properties }) =>
  destinationOf(properties).processors.some((one) => one.type === 'Lambda');

/** What functions are told of the stack. */
export const environmentRules: Rule[] = [
  ruleOfEach(type, 'a function is told of what its role may touch, and of nothing else', function* (fn, subject) {
    const reached = reachedBy(fn, subject);
    for (const [variable, value] of Object.entries(variablesOf(fn))) {
      const meant = namedBy(value, subject);
      const isReached = meant.some(({ arn }) => reached.some((one) => one === arn || one.startsWith(`${arn}/`)));
      if (meant.length > 0 && !isReached) yield `is told of ${value} (${variable})`;
    }
  }),
  ruleOfEach(type, 'a function asks for buckets of this account alone', function* (fn) {
    const variables = variablesOf(fn);
    for (const variable of Object.keys(variables).filter((name) => name.endsWith('_BUCKET'))) {
      const owner = variables[`${variable}_OWNER`];
      if (owner !== place.accountId) yield `takes ${variable} of ${owner ?? 'anybody'}`;
    }
  }),
  {
    name: 'all delivery streams, and the function that replays into their folders, count hours of one zone',
    *violations(subject) {
      const zones = [
        ...ofType(subject, deliveryStreamType).map(({ logicalId, properties }) => {
          const zone = at(properties.ExtendedS3DestinationConfiguration, 'CustomTimeZone');
          return { logicalId, zone: String(zone ?? 'UTC') };
        }),
        ...ofType(subject, type).flatMap(({ logicalId, properties }) => {
          const zone = variablesOf(properties).TIME_ZONE;
          return zone === undefined ? [] : [{ logicalId, zone }];
        }),
      ];
      // A zone that there is not is the business of another rule.
      for (const { logicalId, zone } of zones.filter((one) => isFirehoseZone(one.zone)))
        if (zone !== zones[0]?.zone)
          yield `${logicalId} counts in ${zone}, ${zones[0]?.logicalId} in ${zones[0]?.zone}`;
    },
  },
  ruleOfEach(
    type,
    'what is replayed are the delivery streams of the stack: each where it writes, or through its twin',
    function* (fn, subject) {
      const list = variablesOf(fn).DELIVERY_STREAMS;
      if (list === undefined) return;
      const streams = ofType(subject, deliveryStreamType);
      const replayed: string[] = [];
      for (const entry of readDeliveryStreams(list)) {
        const own = `tributary-${subject.stage}-${entry.name}`;
        const writers = isLogEntry(entry) ? [own, entry.writer.name] : [own];
        replayed.push(...writers);
        for (const writer of writers) {
          const stream = streams.find(({ name }) => name === writer);
          if (!stream || folderOf(stream.properties) !== entry.prefix) yield `has ${writer} write to ${entry.prefix}`;
        }
      }
      for (const { name } of streams.filter(isTransformed))
        if (!replayed.includes(name)) yield `does not replay ${name}`;
    },
  ),
];
