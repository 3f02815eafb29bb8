import type { Discarded } from './batch-run.ts';
import { eventOf } from './gather.ts';
import type { EventSource } from './source.ts';

/**
 * What Lambda tells an on-failure destination of discarded records. On S3 the whole event comes along, as an object. A batch
 * that was answered, but not with a report, has a null `functionError`; one that was too old has no `responseContext` and an
 * invocation count of 1, however often it was tried (captured from AWS, as is the shape of `payload`).
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export function invocationRecord(
  { items, condition, invocations, functionError }: Discarded,
  at: { source: EventSource; shardId: string; functionArn: string; requestId: string; nowMs: number },
): string {
  const { source, shardId } = at;
  const isTooOld = condition === 'RecordAgeExceeded';
  const [first, last] = [items[0]!.record, items.at(-1)!.record];
  const batchInfo = {
    shardId,
    startSequenceNumber: first.sequenceNumber,
    endSequenceNumber: last.sequenceNumber,
    approximateArrivalOfFirstRecord: instant(first.arrivalMs, source.kind),
    approximateArrivalOfLastRecord: instant(last.arrivalMs, source.kind),
    batchSize: items.length,
    streamArn: source.arn,
  };
  const metadata = JSON.stringify({
    requestContext: {
      requestId: at.requestId,
      functionArn: at.functionArn,
      condition,
      approximateInvokeCount: isTooOld ? 1 : invocations,
    },
    ...(!isTooOld && { responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError } }),
    version: '1.0',
    timestamp: new Date(at.nowMs).toISOString(),
    [source.kind === 'kinesis' ? 'KinesisBatchInfo' : 'DDBStreamBatchInfo']: batchInfo,
  });
  return `${metadata.slice(0, -1)},"payload":${eventOf(items)}}`;
}

/** A table's stream knows seconds. */
function instant(ms: number, kind: EventSource['kind']): string {
  const text = new Date(ms).toISOString();
  return kind === 'kinesis' ? text : `${text.slice(0, 19)}Z`;
}

/** `aws/lambda/<mapping>/<shard>/yyyy/MM/dd/yyyy-MM-ddTHH.mm.ss-<random UUID>`, UTC. */
export function invocationRecordKey(mappingId: string, shardId: string, nowMs: number, randomId: string): string {
  const [date = '', time = ''] = new Date(nowMs).toISOString().slice(0, 19).split('T');
  const moment = `${date}T${time.replaceAll(':', '.')}`;
  return `aws/lambda/${mappingId}/${shardId}/${date.replaceAll('-', '/')}/${moment}-${randomId}`;
}
