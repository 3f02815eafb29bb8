import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createClients, type Location } from '../../shared/access-log-client.ts';

const seoul: Location = {
  country: 'KR',
  region: 'Seoul',
  city: '종로구 "Jongno"',
  latitude: 37.5665,
  longitude: -0,
  timeZone: 'Asia/Seoul',
};
const nowhere: Location = { country: null, region: null, city: null, latitude: null, longitude: null, timeZone: null };
const seoulColumns = `"Country":"KR","Region":"Seoul","City":"종로구 \\"Jongno\\"","Latitude":37.5665,"Longitude":0,"TimeZone":"Asia/Seoul"`;
const nowhereColumns = '"Country":null,"Region":null,"City":null,"Latitude":null,"Longitude":null,"TimeZone":null';

function clients({
  location = seoul as Location | undefined,
  unlocated = 'keep' as 'keep' | 'drop',
  cacheEntriesMax = 10,
} = {}) {
  const asked: string[] = [];
  const lookup = (address: string) => {
    asked.push(address);
    return location;
  };
  return { asked, clientOf: createClients({ lookup, unlocated, cacheEntriesMax }) };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('a client', () => {
  it('has the columns of its location, as text and as bytes', () => {
    expect(clients().clientOf('11.20.0.1')).toEqual({
      rule: undefined,
      country: 'KR',
      columns: { utf8: seoulColumns, latin1: Buffer.from(seoulColumns).toString('latin1') },
    });
  });

  it('in no known country partitions as ZZ', () => {
    const { clientOf } = clients({ location: { ...nowhere, latitude: 1, longitude: 2 } });
    expect(clientOf('11.20.0.1')).toMatchObject({ rule: undefined, country: 'ZZ' });
  });

  it.each([
    ['without an entry', undefined],
    ['with an entry that says nothing', nowhere],
  ])('%s is kept with nulls, or dropped, as it is set', (_, location) => {
    // A default takes the place of undefined.
    const lookup = () => location;
    const keep = createClients({ lookup, unlocated: 'keep', cacheEntriesMax: 10 });
    const drop = createClients({ lookup, unlocated: 'drop', cacheEntriesMax: 10 });
    expect(keep('11.20.0.1')).toMatchObject({ rule: undefined, country: 'ZZ', columns: { utf8: nowhereColumns } });
    expect(drop('11.20.0.1').rule).toBe('Unlocated');
  });

  it.each([
    ['10.0.0.1', 'PrivateAddress'],
    ['::ffff:10.0.0.1', 'PrivateAddress'],
    ['127.0.0.1', 'LoopbackAddress'],
    ['169.254.1.1', 'LinkLocalAddress'],
    ['100.64.0.1', 'SharedAddress'],
    ['192.0.2.1', 'DocumentationAddress'],
    ['198.18.0.1', 'BenchmarkingAddress'],
    ['224.0.0.1', 'MulticastAddress'],
    ['0.0.0.0', 'UnspecifiedAddress'],
    ['255.255.255.255', 'ReservedAddress'],
    ['fd00::1', 'PrivateAddress'],
    ['::1', 'LoopbackAddress'],
    ['fe80::1%eth0', 'LinkLocalAddress'],
    ['2001:db8::1', 'DocumentationAddress'],
    ['ff02::1', 'MulticastAddress'],
    ['::', 'UnspecifiedAddress'],
  ])('%s is dropped by the rule %s, and no database is asked', (address, rule) => {
    const { asked, clientOf } = clients();
    expect(clientOf(address).rule).toBe(rule);
    expect(asked).toEqual([]);
  });

  it('is looked up as IPv4 where IPv6 only maps it', () => {
    const { asked, clientOf } = clients();
    clientOf('::ffff:11.20.0.1');
    clientOf('2A0F:4400::1');
    expect(asked).toEqual(['11.20.0.1', '2a0f:4400:0:0:0:0:0:1']);
  });

  it('is remembered from its second line on', () => {
    const { asked, clientOf } = clients();
    for (let line = 0; line < 10; line += 1) clientOf('11.20.0.1');
    expect(asked).toHaveLength(2);
  });

  it('is forgotten when too many others come', () => {
    const { asked, clientOf } = clients({ cacheEntriesMax: 10 });
    for (let round = 0; round < 3; round += 1) for (let host = 0; host < 100; host += 1) clientOf(`11.20.0.${host}`);
    expect(asked).toHaveLength(300);
  });

  it('leaves nothing of its line in memory', () => {
    const { clientOf } = clients({ cacheEntriesMax: 2_000 });
    const padding = 'x'.repeat(100_000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let host = 0; host < 1_000; host += 1) {
      // The address is a piece of a line of 100 kB: 100 MB, were the lines kept.
      const line = Buffer.from(`111.200.100.${host % 250} ${host} ${padding}`).toString('latin1');
      const address = line.slice(0, line.indexOf(' '));
      clientOf(address);
      clientOf(address);
    }
    collectGarbage();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
  });
});
