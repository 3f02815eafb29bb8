/**
 * An address as eight groups of 16 bits. IPv4 is written as IPv6 maps it, `::ffff:a.b.c.d` (RFC 4291, 2.5.5.2), so that
 * a client has one address whichever way the server's socket saw it.
 */
export type IpAddress = readonly number[];

export const groupsPerAddress = 8;
export const bitsPerGroup = 16;
/** Bits before the IPv4 address in a mapped one. */
export const mappedPrefixBits = 96;

/** No text of an address is longer: an IPv6 address that ends in an IPv4 one, and a zone. */
const addressCharactersMax = 45 + 1 + 64;

const hexGroup = /^[0-9A-Fa-f]{1,4}$/;
const zone = /^[A-Za-z0-9._~-]{1,64}$/;

/**
 * Reads an address as servers write it: dotted IPv4 without leading zeros (some readers take those for octal), IPv6 by
 * RFC 4291, 2.2, with or without a zone (`fe80::1%eth0`, RFC 4007, 11), which only its own host understands and is left
 * out. Undefined for everything else, a host name included.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (text.length > addressCharactersMax) return undefined;
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

export function isIpv4(address: IpAddress): boolean {
  return address[5] === 0xffff && address[0] === 0 && (address[1]! | address[2]! | address[3]! | address[4]!) === 0;
}

/** Dotted IPv4, or IPv6 in full: for machines, not for people (RFC 5952 would shorten it). */
export function formatIpAddress(address: IpAddress): string {
  if (!isIpv4(address)) return address.map((group) => group.toString(16)).join(':');
  const [high, low] = [address[6]!, address[7]!];
  return `${high >> 8}.${high & 0xff}.${low >> 8}.${low & 0xff}`;
}

function parseIpv4(text: string): IpAddress | undefined {
  const bits = readDotted(text);
  return bits === undefined ? undefined : [0, 0, 0, 0, 0, 0xffff, bits >>> bitsPerGroup, bits & 0xffff];
}

/** The 32 bits of a dotted address. By hand: it runs for every line of a log. */
function readDotted(text: string): number | undefined {
  let bits = 0;
  let octet = -1;
  let octets = 0;
  for (let index = 0; index <= text.length; index += 1) {
    const code = index < text.length ? text.charCodeAt(index) : dot;
    if (code === dot) {
      if (octet === -1) return undefined;
      bits = (bits << 8) | octet;
      octets += 1;
      octet = -1;
    } else {
      // After a zero nothing but a dot may follow.
      if (code < zero || code > nine || octet === 0) return undefined;
      octet = octet === -1 ? code - zero : octet * 10 + code - zero;
      if (octet > 255) return undefined;
    }
  }
  return octets === 4 ? bits >>> 0 : undefined;
}

const dot = 0x2e;
const zero = 0x30;
const nine = 0x39;

function parseIpv6(text: string): IpAddress | undefined {
  const zoned = text.indexOf('%');
  if (zoned !== -1 && !zone.test(text.slice(zoned + 1))) return undefined;
  const halves = (zoned === -1 ? text : text.slice(0, zoned)).split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = [readGroups(halves[0]!), halves.length === 2 ? readGroups(halves[1]!) : []];
  if (head === undefined || tail === undefined) return undefined;
  const missing = groupsPerAddress - head.length - tail.length;
  // `::` stands for at least one group.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  // Only the last group may be an IPv4 address.
  if (halves.length === 2 && halves[0]!.includes('.')) return undefined;
  return [...head, ...Array<number>(missing).fill(0), ...tail];
}

function readGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (hexGroup.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      const bits = index === parts.length - 1 ? readDotted(part) : undefined;
      if (bits === undefined) return undefined;
      groups.push(bits >>> bitsPerGroup, bits & 0xffff);
    }
  }
  return groups;
}
