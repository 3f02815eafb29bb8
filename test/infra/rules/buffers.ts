import { firehosePartitionedBufferMbMin } from '../../../shared/limits.ts';
import { at } from '../../support/template-parts.ts';
import { deliveryStreamType, destinationOf } from './delivery-stream.ts';
import { type Rule, ruleOfEach } from './rule.ts';

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
const limits = { mb: [1, 128], seconds: [0, 900] } as const;

export const bufferRules: Rule[] = [
  ruleOfEach(
    deliveryStreamType,
    'a delivery buffer is as large and as late as Firehose takes',
    function* ({ ExtendedS3DestinationConfiguration }) {
      const hints = at(ExtendedS3DestinationConfiguration, 'BufferingHints');
      const [mb, seconds] = [Number(at(hints, 'SizeInMBs')), Number(at(hints, 'IntervalInSeconds'))];
      if (!(mb >= limits.mb[0] && mb <= limits.mb[1])) yield `buffers ${mb} MB`;
      if (!(seconds >= limits.seconds[0] && seconds <= limits.seconds[1])) yield `buffers ${seconds} s`;
    },
  ),
  ruleOfEach(
    deliveryStreamType,
    'a buffer has at least 64 MB and a minute where objects are partitioned or converted',
    function* (properties) {
      const { isPartitioned, isConverted } = destinationOf(properties);
      if (!isPartitioned && !isConverted) return;
      const hints = at(properties.ExtendedS3DestinationConfiguration, 'BufferingHints');
      const [mb, seconds] = [Number(at(hints, 'SizeInMBs')), Number(at(hints, 'IntervalInSeconds'))];
      if (mb >= 1 && mb < firehosePartitionedBufferMbMin) yield `buffers ${mb} MB`;
      if (seconds >= 0 && seconds < 60) yield `buffers ${seconds} s`;
    },
  ),
];
