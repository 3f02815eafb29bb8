import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIpAddress, isIpv4, parseIpAddress } from '../../shared/ip-address.ts';

describe('an address', () => {
  it.each([
    ['0.0.0.0', [0, 0, 0, 0, 0, 0xffff, 0, 0]],
    ['255.255.255.255', [0, 0, 0, 0, 0, 0xffff, 0xffff, 0xffff]],
    ['1.2.3.4', [0, 0, 0, 0, 0, 0xffff, 0x0102, 0x0304]],
    ['::ffff:1.2.3.4', [0, 0, 0, 0, 0, 0xffff, 0x0102, 0x0304]],
    ['::FFFF:0102:0304', [0, 0, 0, 0, 0, 0xffff, 0x0102, 0x0304]],
    ['0:0:0:0:0:ffff:1.2.3.4', [0, 0, 0, 0, 0, 0xffff, 0x0102, 0x0304]],
    ['::', [0, 0, 0, 0, 0, 0, 0, 0]],
    ['::1', [0, 0, 0, 0, 0, 0, 0, 1]],
    ['1::', [1, 0, 0, 0, 0, 0, 0, 0]],
    ['2001:db8::1:0:0:1', [0x2001, 0xdb8, 0, 0, 1, 0, 0, 1]],
    ['1:2:3:4:5:6:7:8', [1, 2, 3, 4, 5, 6, 7, 8]],
    ['1:2:3:4:5:6:7::', [1, 2, 3, 4, 5, 6, 7, 0]],
    ['::2:3:4:5:6:7:8', [0, 2, 3, 4, 5, 6, 7, 8]],
    ['64:ff9b::1.2.3.4', [0x64, 0xff9b, 0, 0, 0, 0, 0x0102, 0x0304]],
    ['fe80::1%eth0', [0xfe80, 0, 0, 0, 0, 0, 0, 1]],
    ['fe80::1%25', [0xfe80, 0, 0, 0, 0, 0, 0, 1]],
  ])('is read from %s', (text, groups) => {
    expect(parseIpAddress(text)).toEqual(groups);
  });

  it.each([
    ...[
      '',
      ' ',
      '-',
      'localhost',
      'a.example',
      '1',
      '1.2.3',
      '1.2.3.4.5',
      '1.2.3.',
      '.1.2.3',
      '1..2.3',
      '256.1.1.1',
      '1.2.3.999',
    ],
    // Octal to some readers.
    ...[
      '01.2.3.4',
      '1.2.3.04',
      '00.0.0.0',
      '0x1.2.3.4',
      '1.2.3.4 ',
      ' 1.2.3.4',
      '1.2.3.4/24',
      '1.2.3.4:80',
      '[::1]',
      '１.2.3.4',
    ],
    ...[
      ':',
      ':::',
      '1::2::3',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7:8::',
      '12345::',
      'g::',
      '::1:',
      ':1::',
      '1.2.3.4::',
    ],
    ...[
      '::1.2.3',
      '::1.2.3.4.5',
      '::01.2.3.4',
      '1.2.3.4:5::',
      '::1.2.3.4:5',
      'fe80::1%',
      'fe80::1%a b',
      'fe80::1%a%b',
      '1.2.3.4%eth0',
    ],
    ...['1:2:3:4:5:6:7:1.2.3.4', `fe80::1%${'a'.repeat(65)}`, '1'.repeat(1_000), ':'.repeat(1_000)],
  ])('is not %j', (text) => {
    expect(parseIpAddress(text)).toBeUndefined();
  });

  it('is what Node takes for one', () => {
    const characters = fc.string({ unit: fc.constantFrom(...'01259afF:.'), maxLength: 20 });
    const parts = fc.array(
      fc.constantFrom('::', ':', '.', '0', '1', '255', '256', '01', 'ffff', 'db8', '1.2.3.4', '12345'),
      { maxLength: 12 },
    );
    const text = fc.oneof(
      characters,
      parts.map((some) => some.join('')),
      fc.ipV4(),
      fc.ipV6(),
    );
    fc.assert(
      fc.property(text, (some) => {
        expect(parseIpAddress(some) !== undefined).toBe(isIP(some) !== 0);
      }),
      { numRuns: 10_000 },
    );
  });

  it('comes back from what is written of it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = parseIpAddress(text)!;
        expect(parseIpAddress(formatIpAddress(address))).toEqual(address);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is IPv4 however IPv6 maps it, and only then', () => {
    for (const text of ['1.2.3.4', '::ffff:1.2.3.4', '::ffff:0:0']) expect(isIpv4(parseIpAddress(text)!)).toBe(true);
    for (const text of ['::1.2.3.4', '::1', '::ffff:0:1.2.3.4', '64:ff9b::1.2.3.4'])
      expect(isIpv4(parseIpAddress(text)!)).toBe(false);
  });
});
