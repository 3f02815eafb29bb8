import { expect, it } from 'vitest';
import { createRandom } from '../../local/random.ts';
import { randomUuid } from '../../local/random-uuid.ts';

const VERSION_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('makes version 4 UUIDs, the same ones again from the same seed', () => {
  const uuids = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 1000 }, () => randomUuid(random));
  };
  const made = uuids(7);
  for (const uuid of made) expect(uuid).toMatch(VERSION_4);
  expect(new Set(made).size).toBe(1000);
  expect(uuids(7)).toEqual(made);
});

it('pads what the source makes small', () => {
  expect(randomUuid(() => 0)).toBe('00000000-0000-4000-8000-000000000000');
});
