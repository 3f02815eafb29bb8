import { describe, expect, it } from 'vitest';
import { formatIpAddress, type IpAddress, parseIpAddress } from '../../shared/ip-address.ts';
import { kindOfAddress } from '../../shared/ip-kind.ts';
import { type AddressKind, specialRanges } from '../../shared/ip-special-ranges.ts';
import { ipv4Registry, ipv6Registry, multicast, type RegistryRow } from '../support/geo-iana-registries.ts';

interface Family {
  bits: 32 | 128;
  rows: readonly RegistryRow[];
}

const ofFamily = (six: boolean) => (row: RegistryRow) => row.block.includes(':') === six;
const ipv4: Family = { bits: 32, rows: [...ipv4Registry, ...multicast.filter(ofFamily(false))] };
const ipv6: Family = { bits: 128, rows: [...ipv6Registry, ...multicast.filter(ofFamily(true))] };

/** Addresses as numbers: another way to reckon with them than the product's. */
function numberOf(text: string, { bits }: Family): bigint {
  const groups = parseIpAddress(text)!;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n) & ((1n << BigInt(bits)) - 1n);
}

function textOf(address: bigint, { bits }: Family): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
  return Array.from({ length: 8 }, (_, group) => ((address >> BigInt(112 - 16 * group)) & 0xffffn).toString(16)).join(
    ':',
  );
}

function rangeOf({ block }: RegistryRow, family: Family): [first: bigint, last: bigint] {
  const [text, prefix] = block.split('/') as [string, string];
  const first = numberOf(text, family);
  return [first, first + (1n << BigInt(family.bits - Number(prefix))) - 1n];
}

/** What the narrowest row says that an address lies in. */
function expectedKind(address: bigint, family: Family): AddressKind {
  const around = family.rows
    .filter(({ kind }) => kind !== undefined)
    .map((row) => ({ row, range: rangeOf(row, family) }))
    .filter(({ range: [first, last] }) => first <= address && address <= last)
    .sort((one, other) => Number(one.range[1] - one.range[0] - (other.range[1] - other.range[0])));
  return around[0]?.row.kind ?? 'Public';
}

const kindOf = (text: string) => kindOfAddress(parseIpAddress(text)!);

describe.each([
  ['IPv4', ipv4],
  ['IPv6', ipv6],
])('of the special-purpose ranges of %s', (_, family) => {
  it.each(family.rows)('$block ($name): the first and the last address, and their outer neighbours', (row) => {
    const [first, last] = rangeOf(row, family);
    const addresses = [first - 1n, first, last, last + 1n].filter(
      (address) => address >= 0n && address < 1n << BigInt(family.bits),
    );
    for (const address of addresses) {
      const text = textOf(address, family);
      // ::ffff:0:0/96 is IPv4.
      if (family.bits === 128 && address >> 32n === 0xffffn) continue;
      expect(`${text} ${kindOf(text)}`).toBe(`${text} ${expectedKind(address, family)}`);
    }
  });
});

describe('the kind of an address', () => {
  it.each(ipv4.rows)('in $block is the same when it is mapped into IPv6', ({ block }) => {
    const [text = ''] = block.split('/');
    expect(kindOf(`::ffff:${text}`)).toBe(kindOf(text));
  });

  it('is Public wherever a registry says that it is reachable, and nowhere that it says it is not', () => {
    for (const { isReachable, kind } of [...ipv4.rows, ...ipv6.rows]) {
      if (isReachable !== undefined) expect(kind === 'Public').toBe(isReachable);
    }
  });

  it.each([
    ['8.8.8.8', 'Public'],
    ['81.2.69.160', 'Public'],
    ['10.1.2.3', 'Private'],
    ['192.168.1.1', 'Private'],
    ['127.0.0.1', 'Loopback'],
    ['::1', 'Loopback'],
    ['::ffff:127.0.0.1', 'Loopback'],
    ['::ffff:8.8.8.8', 'Public'],
    ['fd12:3456::1', 'Private'],
    ['fe80::1%eth0', 'LinkLocal'],
    ['2001:db8::1', 'Documentation'],
    ['2a0f:4400::1', 'Public'],
    // Of ended registrations and of ranges that no registry lists any more.
    ['192.88.99.1', 'Public'],
    ['2001:10::1', 'Reserved'],
    ['fec0::1', 'Public'],
  ])('%s is %s', (text, kind) => {
    expect(kindOf(text)).toBe(kind);
  });

  it('comes from ranges that begin where they say', () => {
    for (const { block } of specialRanges) {
      const [text = '', prefix] = block.split('/');
      const family = text.includes(':') ? ipv6 : ipv4;
      const hostBits = BigInt(family.bits - Number(prefix));
      expect(numberOf(text, family) & ((1n << hostBits) - 1n), block).toBe(0n);
    }
  });
});

describe('an address', () => {
  it('is written as it can be read again', () => {
    for (const text of ['11.44.0.7', '255.255.255.255', '2a0f:4400:0:0:0:0:0:1', '0:0:0:0:0:0:0:0']) {
      expect(formatIpAddress(parseIpAddress(text) as IpAddress)).toBe(text);
    }
    expect(formatIpAddress(parseIpAddress('::ffff:11.44.0.7') as IpAddress)).toBe('11.44.0.7');
  });
});
