import type { DeliveryStream } from '../delivery-streams.ts';
import type { Settings } from '../parameters.ts';
import { logicalIds, transformIds } from './names.ts';

/**
 * A batch for the transform, in MB. Of table changes it is Firehose's default: base64 and the record's metadata make it about
 * 1.6 MB of event, so that neither the event nor the answer, which is smaller, comes near Lambda's 6 MB.
 *
 * A row of a log is longer than what it comes from, by its column names and the geography: from the shortest rows of CSV (some 40
 * bytes) 1 MB would become 15 MB of answer, from lines of 66 bytes 8 MB. What does not fit into 6 MB fails, at the very
 * time when there is much to do. A quarter fits whatever the records are.
 */
const transformBufferMb = { changes: 1, log: 0.25 };

/** Tries after the first that fails as a whole (a crash, a timeout, a throttle). Firehose's default. */
const transformRetries = 3;

/**
 * What Firehose does with records before it delivers them, in this order. Left out, `Enabled` would mean false.
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_ProcessingConfiguration.html
 */
export function processing(entry: DeliveryStream, settings: Settings): Record<string, unknown> {
  if (!entry.transform) return { Enabled: false };
  const processors = [...(takesApart(entry) ? [lines] : []), call(entry, entry.transform, settings)];
  return { Enabled: true, Processors: processors };
}

/**
 * Whether Firehose makes a record of each line: shippers of logs send several at once. Not so a row of CSV, whose quoted fields
 * may hold line ends, nor what the reprocessor sends, which is one record each.
 */
export const takesApart = ({ input, replays }: DeliveryStream): boolean => input?.format === 'log' && !replays;

/**
 * At most 500 lines of a record, and only with dynamic partitioning.
 * https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html
 */
const lines = {
  Type: 'RecordDeAggregation',
  Parameters: parameters({ SubRecordType: 'DELIMITED', Delimiter: Buffer.from('\n').toString('base64') }),
};

const call = (entry: DeliveryStream, transform: { name: string }, settings: Settings) => ({
  Type: 'Lambda',
  Parameters: parameters({
    LambdaArn: { 'Fn::GetAtt': [transformIds(transform).function, 'Arn'] },
    RoleArn: { 'Fn::GetAtt': [logicalIds(entry).role, 'Arn'] },
    BufferSizeInMBs: String(entry.input ? transformBufferMb.log : transformBufferMb.changes),
    BufferIntervalInSeconds: String(settings.transformBufferSeconds),
    NumberOfRetries: String(transformRetries),
  }),
});

function parameters(values: Record<string, unknown>) {
  return Object.entries(values).map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue }));
}
