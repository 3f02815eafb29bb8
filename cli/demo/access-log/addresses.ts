/** Public addresses that the sample database knows (`scripts/sample-city.ts`), those that it does not, and others. */
const located = [
  '11.20.1.',
  '11.20.30.',
  '11.44.7.',
  '11.46.2.',
  '11.49.3.',
  '11.33.4.',
  '11.10.5.',
  '11.81.6.',
  '11.91.8.',
];
const locatedIpv6 = ['2a0f:4400::', '2a0f:8200:1::', '2a0f:100::'];
const unlocated = ['9.9.9.', '4.4.4.'];
const dropped = ['10.1.2.', '192.168.3.', '172.16.4.', '127.0.0.', '192.0.2.', '203.0.113.', '100.64.5.', '169.254.6.'];
const droppedIpv6 = ['2001:db8::', 'fe80::', 'fd00::'];

const HOSTS = 250;

type Random = () => number;

const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

const host = (random: Random): number => 1 + Math.floor(random() * HOSTS);

export const publicIpv4 = (random: Random): string => pick(random, located) + host(random);
export const publicIpv6 = (random: Random): string => pick(random, locatedIpv6) + host(random).toString(16);
export const mappedIpv4 = (random: Random): string => `::ffff:${publicIpv4(random)}`;
/** Nothing is known of where it is. */
export const nowhere = (random: Random): string => pick(random, unlocated) + host(random);
/** Private, documentation and the like: the transform drops what comes from there. */
export const notPublic = (random: Random): string =>
  random() < 0.8 ? pick(random, dropped) + host(random) : pick(random, droppedIpv6) + host(random).toString(16);
