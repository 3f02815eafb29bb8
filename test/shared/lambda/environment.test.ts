import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { EnvironmentError, readEnvironment } from '../../../shared/lambda/environment.ts';

const schema = z.object({
  COLOR: z.string('Say red or blue.').check(z.regex(/^(red|blue)$/, 'Say red or blue.')),
  SIZE: z.string('Give a size.').check(z.minLength(1, 'Give a size.')),
});

describe('the environment', () => {
  it('is what the schema says, without other variables', () => {
    expect(readEnvironment(schema, { COLOR: 'red', SIZE: '7', PATH: '/bin' })).toEqual({ COLOR: 'red', SIZE: '7' });
  });

  it('that is wrong is refused, naming each variable, its value and how to mend it', () => {
    expect(() => readEnvironment(schema, { COLOR: 'green' })).toThrow(
      new EnvironmentError(
        'Environment variable COLOR is "green". Say red or blue.\nEnvironment variable SIZE is not set. Give a size.',
      ),
    );
  });
});
