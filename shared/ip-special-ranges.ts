/**
 * What an address is for where it is not for everybody. `Public` stands for all others, and for the few ranges in between
 * that are reachable from everywhere.
 */
export const addressKinds = [
  'Public',
  'Private',
  'Loopback',
  'LinkLocal',
  'Shared',
  'Documentation',
  'Benchmarking',
  'Multicast',
  'Unspecified',
  'Reserved',
] as const;

export type AddressKind = (typeof addressKinds)[number];

export interface SpecialRange {
  /** CIDR notation. */
  block: string;
  kind: AddressKind;
}

/**
 * The IANA special-purpose address registries as of 2025-10-09, and the multicast ranges, which have registries of their
 * own. A range lies in a wider one where that makes a difference: the narrowest holds. What the registries call globally
 * reachable is `Public`; so are Teredo (2001::/32) and 6to4 (2002::/16), of which they do not say: clients of the public
 * internet behind a tunnel. Registrations that have ended (192.88.99.0/24, 2001:10::/28) are not applied. Site-local
 * addresses (fec0::/10) are ordinary ones since RFC 3879.
 *
 * https://www.iana.org/assignments/iana-ipv4-special-registry/
 * https://www.iana.org/assignments/iana-ipv6-special-registry/
 * https://www.iana.org/assignments/multicast-addresses/
 */
export const specialRanges: readonly SpecialRange[] = [
  // "This network", this host among it.
  { block: '0.0.0.0/8', kind: 'Unspecified' },
  { block: '10.0.0.0/8', kind: 'Private' },
  // Between a carrier and its customers.
  { block: '100.64.0.0/10', kind: 'Shared' },
  { block: '127.0.0.0/8', kind: 'Loopback' },
  { block: '169.254.0.0/16', kind: 'LinkLocal' },
  { block: '172.16.0.0/12', kind: 'Private' },
  // IETF protocol assignments; two of them are anycast services (PCP, TURN).
  { block: '192.0.0.0/24', kind: 'Reserved' },
  { block: '192.0.0.9/32', kind: 'Public' },
  { block: '192.0.0.10/32', kind: 'Public' },
  { block: '192.0.2.0/24', kind: 'Documentation' },
  // 6a44 relays.
  { block: '192.88.99.2/32', kind: 'Reserved' },
  { block: '192.168.0.0/16', kind: 'Private' },
  { block: '198.18.0.0/15', kind: 'Benchmarking' },
  { block: '198.51.100.0/24', kind: 'Documentation' },
  { block: '203.0.113.0/24', kind: 'Documentation' },
  { block: '224.0.0.0/4', kind: 'Multicast' },
  // For future use, and the limited broadcast address.
  { block: '240.0.0.0/4', kind: 'Reserved' },

  { block: '::/128', kind: 'Unspecified' },
  { block: '::1/128', kind: 'Loopback' },
  // Translation between IPv4 and IPv6 within one network.
  { block: '64:ff9b:1::/48', kind: 'Private' },
  // Discard-only, and the dummy prefix.
  { block: '100::/64', kind: 'Reserved' },
  { block: '100:0:0:1::/64', kind: 'Reserved' },
  // IETF protocol assignments, and in them: Teredo, anycast services (PCP, TURN, DNS-SD), benchmarking, AMT, AS112,
  // ORCHIDv2, drone identifiers.
  { block: '2001::/23', kind: 'Reserved' },
  { block: '2001::/32', kind: 'Public' },
  { block: '2001:1::1/128', kind: 'Public' },
  { block: '2001:1::2/128', kind: 'Public' },
  { block: '2001:1::3/128', kind: 'Public' },
  { block: '2001:2::/48', kind: 'Benchmarking' },
  { block: '2001:3::/32', kind: 'Public' },
  { block: '2001:4:112::/48', kind: 'Public' },
  { block: '2001:20::/28', kind: 'Public' },
  { block: '2001:30::/28', kind: 'Public' },
  { block: '2001:db8::/32', kind: 'Documentation' },
  { block: '3fff::/20', kind: 'Documentation' },
  // Segment routing.
  { block: '5f00::/16', kind: 'Reserved' },
  { block: 'fc00::/7', kind: 'Private' },
  { block: 'fe80::/10', kind: 'LinkLocal' },
  { block: 'ff00::/8', kind: 'Multicast' },
];
