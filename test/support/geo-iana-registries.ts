import type { AddressKind } from '../../shared/ip-special-ranges.ts';

export interface RegistryRow {
  block: string;
  name: string;
  /** The column "Globally Reachable"; undefined where the registry says that the question does not apply. */
  isReachable: boolean | undefined;
  /** What a client in it is taken for. Undefined where the registration has ended: the row means nothing any more. */
  kind: AddressKind | undefined;
}

const no = (block: string, name: string, kind: AddressKind): RegistryRow => ({ block, name, isReachable: false, kind });
const yes = (block: string, name: string): RegistryRow => ({ block, name, isReachable: true, kind: 'Public' });

/** https://www.iana.org/assignments/iana-ipv4-special-registry/, all rows, as of 2025-10-09. */
export const ipv4Registry: readonly RegistryRow[] = [
  no('0.0.0.0/8', '"This network"', 'Unspecified'),
  no('0.0.0.0/32', '"This host on this network"', 'Unspecified'),
  no('10.0.0.0/8', 'Private-Use', 'Private'),
  no('100.64.0.0/10', 'Shared Address Space', 'Shared'),
  no('127.0.0.0/8', 'Loopback', 'Loopback'),
  no('169.254.0.0/16', 'Link Local', 'LinkLocal'),
  no('172.16.0.0/12', 'Private-Use', 'Private'),
  no('192.0.0.0/24', 'IETF Protocol Assignments', 'Reserved'),
  no('192.0.0.0/29', 'IPv4 Service Continuity Prefix', 'Reserved'),
  no('192.0.0.8/32', 'IPv4 dummy address', 'Reserved'),
  yes('192.0.0.9/32', 'Port Control Protocol Anycast'),
  yes('192.0.0.10/32', 'Traversal Using Relays around NAT Anycast'),
  no('192.0.0.170/32', 'NAT64/DNS64 Discovery', 'Reserved'),
  no('192.0.0.171/32', 'NAT64/DNS64 Discovery', 'Reserved'),
  no('192.0.2.0/24', 'Documentation (TEST-NET-1)', 'Documentation'),
  yes('192.31.196.0/24', 'AS112-v4'),
  yes('192.52.193.0/24', 'AMT'),
  { block: '192.88.99.0/24', name: 'Deprecated (6to4 Relay Anycast)', isReachable: undefined, kind: undefined },
  no('192.88.99.2/32', '6a44-relay anycast address', 'Reserved'),
  no('192.168.0.0/16', 'Private-Use', 'Private'),
  yes('192.175.48.0/24', 'Direct Delegation AS112 Service'),
  no('198.18.0.0/15', 'Benchmarking', 'Benchmarking'),
  no('198.51.100.0/24', 'Documentation (TEST-NET-2)', 'Documentation'),
  no('203.0.113.0/24', 'Documentation (TEST-NET-3)', 'Documentation'),
  no('240.0.0.0/4', 'Reserved', 'Reserved'),
  no('255.255.255.255/32', 'Limited Broadcast', 'Reserved'),
];

/** https://www.iana.org/assignments/iana-ipv6-special-registry/, all rows, as of 2025-10-09. */
export const ipv6Registry: readonly RegistryRow[] = [
  no('::1/128', 'Loopback Address', 'Loopback'),
  no('::/128', 'Unspecified Address', 'Unspecified'),
  yes('64:ff9b::/96', 'IPv4-IPv6 Translat.'),
  no('64:ff9b:1::/48', 'IPv4-IPv6 Translat.', 'Private'),
  no('100::/64', 'Discard-Only Address Block', 'Reserved'),
  no('100:0:0:1::/64', 'Dummy IPv6 Prefix', 'Reserved'),
  no('2001::/23', 'IETF Protocol Assignments', 'Reserved'),
  { block: '2001::/32', name: 'TEREDO', isReachable: undefined, kind: 'Public' },
  yes('2001:1::1/128', 'Port Control Protocol Anycast'),
  yes('2001:1::2/128', 'Traversal Using Relays around NAT Anycast'),
  yes('2001:1::3/128', 'DNS-SD Service Registration Protocol Anycast'),
  no('2001:2::/48', 'Benchmarking', 'Benchmarking'),
  yes('2001:3::/32', 'AMT'),
  yes('2001:4:112::/48', 'AS112-v6'),
  { block: '2001:10::/28', name: 'Deprecated (previously ORCHID)', isReachable: undefined, kind: undefined },
  yes('2001:20::/28', 'ORCHIDv2'),
  yes('2001:30::/28', 'Drone Remote ID Protocol Entity Tags (DETs) Prefix'),
  no('2001:db8::/32', 'Documentation', 'Documentation'),
  { block: '2002::/16', name: '6to4', isReachable: undefined, kind: 'Public' },
  yes('2620:4f:8000::/48', 'Direct Delegation AS112 Service'),
  no('3fff::/20', 'Documentation', 'Documentation'),
  no('5f00::/16', 'Segment Routing (SRv6) SIDs', 'Reserved'),
  no('fc00::/7', 'Unique-Local', 'Private'),
  no('fe80::/10', 'Link-Local Unicast', 'LinkLocal'),
];

/** Not in those registries: https://www.iana.org/assignments/multicast-addresses/ and …/ipv6-multicast-addresses/ */
export const multicast: readonly RegistryRow[] = [
  no('224.0.0.0/4', 'Multicast', 'Multicast'),
  no('ff00::/8', 'Multicast', 'Multicast'),
];
