import { at } from '../../support/template-parts.ts';
import { ofType, type Rule, ruleOfEach } from './rule.ts';

const type = 'AWS::DynamoDB::Table';

export const tableRules: Rule[] = [
  // https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
  ruleOfEach(
    'AWS::Kinesis::Stream',
    'a stream takes what comes, or says of how many shards it is',
    function* ({ StreamModeDetails, ShardCount }) {
      const mode = at(StreamModeDetails, 'StreamMode') ?? 'PROVISIONED';
      if ((mode === 'PROVISIONED') !== (ShardCount !== undefined)) yield `is ${mode}, of ${ShardCount ?? 'no'} shards`;
    },
  ),
  ruleOfEach(
    type,
    'every table sends its changes to a stream of the stack, with the time to the microsecond',
    function* ({ KinesisStreamSpecification: sent }, subject) {
      const arn = at(sent, 'StreamArn');
      if (!ofType(subject, 'AWS::Kinesis::Stream').some((stream) => stream.arn === arn)) yield `sends them to ${arn}`;
      else if (at(sent, 'ApproximateCreationDateTimePrecision') !== 'MICROSECOND') yield 'rounds their time';
    },
  ),
  ruleOfEach(
    type,
    "a table's own stream carries both images, for whoever is told compares them",
    function* ({ StreamSpecification: stream }) {
      const view = at(stream, 'StreamViewType');
      if (stream !== undefined && view !== 'NEW_AND_OLD_IMAGES') yield `carries ${view}`;
    },
  ),
];
