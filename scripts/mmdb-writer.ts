import { bitsPerGroup, type IpAddress, isIpv4, mappedPrefixBits, parseIpAddress } from '../shared/ip-address.ts';
import { createMmdbData, double, type MmdbValue, uint16, uint32, uint64 } from './mmdb-data.ts';

export { double, type MmdbValue, uint16, uint32 };

export interface MmdbNetwork {
  /** CIDR notation. */
  network: string;
  record: MmdbValue;
}

export interface MmdbDatabase {
  databaseType: string;
  description: string;
  /** When it says that it was built, epoch seconds. */
  buildEpoch: number;
  /** 4: a tree of 32 levels. 6: one of 128, with IPv4 under ::/96. */
  ipVersion: 4 | 6;
  /** A network within another one comes after it. */
  networks: Iterable<MmdbNetwork>;
}

/**
 * Writes a database in MaxMind's format: a binary tree over the bits of addresses, the records, and what describes both.
 * https://maxmind.github.io/MaxMind-DB/
 */
export function writeMmdb({ databaseType, description, buildEpoch, ipVersion, networks }: MmdbDatabase): Buffer {
  const tree = createTree();
  const data = createMmdbData();
  for (const { network, record } of networks) tree.add(pathTo(network, ipVersion), data.add(record));

  const section = data.bytes();
  const recordSize = sizeOfRecords(tree.nodeCount + sectionSeparator.length + section.length);
  const metadata = createMmdbData();
  metadata.add({
    binary_format_major_version: uint16(2),
    binary_format_minor_version: uint16(0),
    build_epoch: uint64(buildEpoch),
    database_type: databaseType,
    description: { en: description },
    ip_version: uint16(ipVersion),
    languages: ['en'],
    node_count: uint32(tree.nodeCount),
    record_size: uint16(recordSize),
  });
  return Buffer.concat([tree.bytes(recordSize), sectionSeparator, section, metadataMarker, metadata.bytes()]);
}

const sectionSeparator = Buffer.alloc(16);
const metadataMarker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');

/** Bits, from `from` to `to`, of an address that lead to a network. */
interface Path {
  address: IpAddress;
  from: number;
  to: number;
}

function pathTo(network: string, ipVersion: 4 | 6): Path {
  const [text = '', prefix] = network.split('/');
  const address = parseIpAddress(text);
  if (address === undefined || prefix === undefined) throw new Error(`${network} is no network.`);
  if (!isIpv4(address)) return { address, from: 0, to: Number(prefix) };
  const to = mappedPrefixBits + Number(prefix);
  return ipVersion === 4
    ? { address, from: mappedPrefixBits, to }
    : { address: [0, 0, 0, 0, 0, 0, address[6]!, address[7]!], from: 0, to };
}

/** Bits of a record, of which a node has two; the format has 28 too. */
function sizeOfRecords(greatest: number): 24 | 32 {
  return greatest < 2 ** 24 ? 24 : 32;
}

/** In a node: 0 leads nowhere, a positive number to a node (never to the root), a negative one to data. */
function createTree() {
  let nodes = new Int32Array(2 * 1_024);
  let nodeCount = 1;

  function addNode(inherited: number): number {
    if (nodes.length < 2 * (nodeCount + 1)) {
      const larger = new Int32Array(nodes.length * 2);
      larger.set(nodes);
      nodes = larger;
    }
    nodes.fill(inherited, 2 * nodeCount, 2 * nodeCount + 2);
    nodeCount += 1;
    return nodeCount - 1;
  }

  return {
    get nodeCount() {
      return nodeCount;
    },
    add({ address, from, to }: Path, dataOffset: number) {
      let node = 0;
      for (let depth = from; depth < to; depth += 1) {
        const group = address[Math.floor(depth / bitsPerGroup)]!;
        const place = 2 * node + ((group >> (bitsPerGroup - 1 - (depth % bitsPerGroup))) & 1);
        const found = nodes[place]!;
        if (depth === to - 1) {
          if (found > 0) throw new Error('A network comes after one within it.');
          nodes[place] = -1 - dataOffset;
        } else {
          node = found > 0 ? found : addNode(found);
          nodes[place] = node;
        }
      }
    },
    bytes(recordSize: 24 | 32): Buffer {
      const bytesPerRecord = recordSize / 8;
      const bytes = Buffer.alloc(2 * nodeCount * bytesPerRecord);
      for (let place = 0; place < 2 * nodeCount; place += 1) {
        const found = nodes[place]!;
        const value = found > 0 ? found : nodeCount + (found === 0 ? 0 : sectionSeparator.length - 1 - found);
        bytes.writeUIntBE(value, place * bytesPerRecord, bytesPerRecord);
      }
      return bytes;
    },
  };
}
