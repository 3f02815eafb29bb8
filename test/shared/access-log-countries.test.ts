import { describe, expect, it } from 'vitest';
import { countryCodes, knownCountry, unknownCountry } from '../../shared/access-log-countries.ts';

describe('the countries', () => {
  it('are the 249 of ISO 3166-1 and Kosovo, each once and in order', () => {
    expect(countryCodes).toHaveLength(250);
    expect([...new Set(countryCodes)].sort()).toEqual(countryCodes);
  });

  it('all have a name', () => {
    const names = new Intl.DisplayNames('en', { type: 'region' });
    for (const code of countryCodes) expect(names.of(code), code).not.toBe(code);
  });

  it('are no others, and the unknown one is none of them', () => {
    expect(knownCountry('KR')).toBe('KR');
    for (const code of ['kr', 'KOR', 'QQ', '', 'ZZ', '../', 'K', undefined, null, 7, {}])
      expect(knownCountry(code)).toBeNull();
    expect(countryCodes).not.toContain(unknownCountry);
  });
});
