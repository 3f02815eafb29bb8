import { bitsPerGroup, type IpAddress, isIpv4, mappedPrefixBits, parseIpAddress } from './ip-address.ts';
import { type AddressKind, type SpecialRange, specialRanges } from './ip-special-ranges.ts';

interface Range {
  first: IpAddress;
  prefixBits: number;
  kind: AddressKind;
}

const ranges = specialRanges.map(readRange).sort((one, other) => other.prefixBits - one.prefixBits);
const ipv4Ranges = ranges.filter(({ first }) => isIpv4(first));
const ipv6Ranges = ranges.filter(({ first }) => !isIpv4(first));

/** What the address is for: the kind of the narrowest special range that it lies in, else `Public`. */
export function kindOfAddress(address: IpAddress): AddressKind {
  const ofFamily = isIpv4(address) ? ipv4Ranges : ipv6Ranges;
  // Narrow ranges come first.
  return ofFamily.find((range) => contains(range, address))?.kind ?? 'Public';
}

function contains({ first, prefixBits }: Range, address: IpAddress): boolean {
  const whole = Math.floor(prefixBits / bitsPerGroup);
  for (let group = 0; group < whole; group += 1) if (first[group] !== address[group]) return false;
  const rest = prefixBits % bitsPerGroup;
  return rest === 0 || (first[whole]! ^ address[whole]!) >> (bitsPerGroup - rest) === 0;
}

function readRange({ block, kind }: SpecialRange): Range {
  const [text, bits] = block.split('/') as [string, string];
  const first = parseIpAddress(text);
  if (first === undefined) throw new Error(`${block} is no range of addresses.`);
  return { first, prefixBits: Number(bits) + (isIpv4(first) ? mappedPrefixBits : 0), kind };
}
