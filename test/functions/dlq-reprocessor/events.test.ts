import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readEvent } from '../../../functions/dlq-reprocessor/event.ts';

const folder = join(import.meta.dirname, '../../events/dlq-reprocessor');

it.each(globSync('*.json', { cwd: folder }).sort())('the sample event %s is one', (file) => {
  const event: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  expect(readEvent(event)).toEqual(event);
});
