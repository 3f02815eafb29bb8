import { writeSync } from 'node:fs';
import { createSystemClock } from '../../../local/clock.ts';
import { createKinesis } from '../../../local/kinesis/service.ts';

/** Puts batches for ever and prints each acknowledged sequence number with its record; its parent kills it. */
const kinesis = createKinesis({
  directory: process.argv[2]!,
  clock: createSystemClock(),
  region: 'us-east-1',
  accountId: '000000000000',
});
kinesis.createStream({ name: 'changes', mode: 'ON_DEMAND', retentionHours: 24 });
for (let serial = 0; ; ) {
  const entries = Array.from({ length: 50 }, () => {
    serial += 1;
    return { partitionKey: `key-${serial}`, data: Buffer.from(`${process.argv[3]}-${serial}`) };
  });
  const results = kinesis.streams.put('changes', entries);
  const lines = results.map((result, i) =>
    'shardId' in result ? `${result.sequenceNumber} ${entries[i]!.data}\n` : '',
  );
  writeSync(1, lines.join(''));
}
