import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { domainEvent } from '../../../functions/ddb-fanout/domain-event.ts';
import { matches } from '../../../functions/ddb-fanout/match.ts';
import { routes } from '../../../functions/ddb-fanout/routes.ts';
import { readStreamRecord } from '../../../shared/stream-record.ts';
import { type SampleEvent, samples } from '../../events/ddb-fanout/samples.ts';

const folder = join(import.meta.dirname, '../../events/ddb-fanout');
const onDisk = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as SampleEvent;

describe('the sample events', () => {
  it('are on disk as they are generated', () => {
    const generated = samples();
    expect(globSync('*.json', { cwd: folder }).sort()).toEqual(
      Object.keys(generated)
        .map((name) => `${name}.json`)
        .sort(),
    );
    for (const [name, event] of Object.entries(generated)) {
      expect(onDisk(name), name).toEqual(JSON.parse(JSON.stringify(event)));
    }
  });

  it.each([
    ['insert', { type: 'ChatMessage.Created', expired: false }, true],
    ['modify', { type: 'ChatMessage.Updated', expired: false }, true],
    ['remove', { type: 'ChatMessage.Removed', expired: false }, false],
    ['ttl-removal', { type: 'ChatMessage.Removed', expired: true }, false],
  ])('%s tells of what its name says, to those who want to know', (name, expected, isModerated) => {
    const read = readStreamRecord(onDisk(name).Records[0]);
    if (!read.ok) throw new Error(read.reason);
    expect(JSON.parse(domainEvent(read.change))).toMatchObject(expected);
    const told = routes.filter(({ match }) => matches(match, read.change)).map((route) => route.name);
    const everybody = routes.map((route) => route.name);
    expect(told).toEqual(isModerated ? everybody : everybody.filter((name) => name !== 'moderation'));
  });
});
