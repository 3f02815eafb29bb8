import { createRandom } from '../../../local/random.ts';
import { logDeliveryStreams } from '../../../shared/log-delivery-streams.ts';
import { sampleRow } from './csv-rows.ts';
import { type SampleLine, sampleLine } from './log-lines.ts';
import type { SampleRecord } from './sample.ts';

/** Of a hundred lines so many go to the delivery stream that takes CSV. */
const CSV_SHARE = 0.2;

/** Of the records of a log, so many hold several lines. */
const JOINED_SHARE = 0.05;
const JOINED_LINES = 3;

/** The lines for one delivery stream, in the records that they are sent in. */
export function* sampleRecords(stream: string, lines: number, seed: number, nowMs: number): Generator<SampleRecord> {
  const { input } = logDeliveryStreams.find(({ name }) => name === stream)!;
  const random = createRandom(seed);
  const draw = (serial: number): SampleLine =>
    input.format === 'csv' ? sampleRow(serial, nowMs, input.header, random) : sampleLine(serial, nowMs, random);
  for (let serial = 1; serial <= lines; ) {
    const joined = input.format === 'log' && random() < JOINED_SHARE ? JOINED_LINES : 1;
    const samples: SampleLine[] = [];
    for (; samples.length < joined && serial <= lines; serial += 1) samples.push(draw(serial));
    yield { data: Buffer.from(samples.map(({ text }) => text).join('\n')), samples };
  }
}

/** How many lines each delivery stream gets. */
export const linesOf = (stream: string, lines: number): number =>
  stream === 'access-log-csv' ? Math.round(lines * CSV_SHARE) : lines - Math.round(lines * CSV_SHARE);
