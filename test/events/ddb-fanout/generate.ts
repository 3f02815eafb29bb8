import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { samples } from './samples.ts';

/** Writes the sample events of ddb-fanout beside this file: `node test/events/ddb-fanout/generate.ts`, then `npm run format`. */
for (const [name, event] of Object.entries(samples())) {
  writeFileSync(join(import.meta.dirname, `${name}.json`), `${JSON.stringify(event, null, 2)}\n`);
}
