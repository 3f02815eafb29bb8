import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { overflowEvent, type SampleEvent, samples } from './firehose-samples.ts';

/**
 * Writes the sample events of firehose-transform beside this file: `node test/events/generate.ts`.
 * With `overflow` it prints one that overflows the real limit of a response, too large to keep:
 * `node test/events/generate.ts overflow | npx sls invoke local -f firehose-transform > response.json`
 */
if (process.argv[2] === 'overflow') {
  process.stdout.write(JSON.stringify(overflowEvent()));
} else {
  for (const [name, event] of Object.entries(samples())) {
    writeFileSync(join(import.meta.dirname, `${name}.json`), formatSample(event));
  }
}

function formatSample(event: SampleEvent): string {
  return `${JSON.stringify(event, null, 2)}\n`;
}
