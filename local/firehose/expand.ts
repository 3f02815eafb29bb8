import type { KinesisRecord } from '../kinesis/types.ts';
import { deaggregate } from './deaggregation.ts';
import { deaggregateKpl } from './kpl.ts';
import { type InputRecord, recordIdOf } from './record.ts';
import type { StreamConfiguration } from './stream-configuration.ts';

/**
 * The records that the transform sees of one source record: KPL aggregates are taken apart first, then
 * RecordDeAggregation does its work.
 * A KPL part keeps the outer sequence number and arrival and has its own partition key and a number from 0 (captured).
 */
export function createExpander(configuration: StreamConfiguration): (record: KinesisRecord) => InputRecord[] {
  const { deaggregation } = configuration;
  const fromKinesis = configuration.source.type === 'KinesisStreamAsSource';
  return (record) => {
    const { sequenceNumber, approximateArrivalTimestamp: arrivalMs } = record;
    const users = (fromKinesis ? deaggregateKpl(record.data) : undefined) ?? [record];
    const parts: InputRecord[] = [];
    users.forEach(({ partitionKey, data }, subsequenceNumber) => {
      for (const part of deaggregation ? deaggregate(data, deaggregation) : [data]) {
        const recordId = recordIdOf(sequenceNumber, parts.length);
        const kinesis = { partitionKey, sequenceNumber, subsequenceNumber };
        parts.push(fromKinesis ? { recordId, data: part, arrivalMs, kinesis } : { recordId, data: part, arrivalMs });
      }
    });
    return parts;
  };
}
