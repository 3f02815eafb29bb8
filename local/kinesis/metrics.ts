import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';
import { recordBytes } from './put-limits.ts';
import type { PutEntry, PutResult } from './types.ts';

/** The stream metrics that alarms and dashboards use, one datum per call. https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html */
export interface StreamMetrics {
  put(streamName: string, entries: PutEntry[], results: PutResult[]): void;
  read(streamName: string, millisBehindLatest: number): void;
}

export function createStreamMetrics(clock: Clock, sink: MetricSink | undefined): StreamMetrics {
  const emit = (StreamName: string, metricName: string, value: number, unit: string) =>
    sink?.put({
      namespace: 'AWS/Kinesis',
      metricName,
      dimensions: { StreamName },
      value,
      unit,
      timestamp: clock.now(),
    });
  return {
    put(streamName, entries, results) {
      if (!sink) return;
      let bytes = 0;
      let records = 0;
      let throttled = 0;
      results.forEach((result, i) => {
        if ('sequenceNumber' in result) {
          records += 1;
          bytes += recordBytes(entries[i]!);
        } else if (result.errorCode === 'ProvisionedThroughputExceededException') throttled += 1;
      });
      emit(streamName, 'IncomingRecords', records, 'Count');
      emit(streamName, 'IncomingBytes', bytes, 'Bytes');
      emit(streamName, 'WriteProvisionedThroughputExceeded', throttled, 'Count');
    },
    read(streamName, millisBehindLatest) {
      emit(streamName, 'GetRecords.IteratorAgeMilliseconds', millisBehindLatest, 'Milliseconds');
    },
  };
}
