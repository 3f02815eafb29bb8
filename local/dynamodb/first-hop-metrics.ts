import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';

/**
 * Metrics of the way from a table to its stream, dimensions `TableName` and `DelegatedOperation`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export interface FirstHopMetrics {
  /** `AgeOfOldestUnreplicatedRecord`, once per put: the record was made at `micros`. */
  putting(tableName: string, micros: number): void;
  /** `ThrottledPutRecordCount`, once per put that the stream throttled in part or whole. */
  throttled(tableName: string, records: number): void;
  /** `FailedToReplicateRecordCount`: a record too large for a stream, which is skipped. */
  failed(tableName: string): void;
}

/** AWS documents the dimension and, in words, the one operation; its value on the wire is not established. */
export const CHANGE_DATA_CAPTURE = 'ChangeDataCaptureForKinesisDataStreams';

export function createFirstHopMetrics(clock: Clock, sink: MetricSink | undefined): FirstHopMetrics {
  const put = (metricName: string, tableName: string, value: number, unit: string) =>
    sink?.put({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensions: { TableName: tableName, DelegatedOperation: CHANGE_DATA_CAPTURE },
      value,
      unit,
      timestamp: clock.now(),
    });
  return {
    putting(tableName, micros) {
      const ageMs = Math.max(0, clock.now() - Math.floor(micros / 1000));
      put('AgeOfOldestUnreplicatedRecord', tableName, ageMs, 'Milliseconds');
    },
    throttled: (tableName, records) => put('ThrottledPutRecordCount', tableName, records, 'Count'),
    failed: (tableName) => put('FailedToReplicateRecordCount', tableName, 1, 'Count'),
  };
}
