import { mappedIpv4, notPublic, nowhere, publicIpv4, publicIpv6 } from './addresses.ts';
import { markOf, type Sample } from './sample.ts';

export type Random = () => number;

/** A line and what is to become of it. */
export interface SampleLine extends Sample {
  text: string;
}

/** Longer than any server writes, and nothing but quotes to stumble over. */
const HOSTILE_CHARACTERS = 200_000;
/** Of so many lines, one is such. */
const HOSTILE_EVERY = 5_000;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const zones = [
  ['+0000', 0],
  ['+0900', 540],
  ['-0700', -420],
] as const;
const texts = [
  '"-" "Mozilla/5.0 (X11; Linux x86_64)"',
  '"https://example.com/live?a=1&b=2" "curl/8.5.0"',
  '"-" "say \\"hello\\" \\\\ there"',
  '"https://example.com/" "\\xec\\x95\\x88\\xeb\\x85\\x95 안녕"',
];

/** A line of a web server's log, of every kind that comes in one: mostly good, some that nobody wants, some that are none. */
export function sampleLine(serial: number, nowMs: number, random: Random): SampleLine {
  const dice = random();
  const line = (client: string, fate: Sample['fate'] = 'row') => ({
    serial,
    fate,
    text: logLine({ client, serial, nowMs, random }),
  });
  if (serial % HOSTILE_EVERY === 0) return { serial, fate: 'failed', text: hostileLine(serial) };
  if (dice < 0.55) return line(publicIpv4(random));
  if (dice < 0.65) return line(publicIpv6(random));
  if (dice < 0.68) return line(mappedIpv4(random));
  if (dice < 0.74) return line(nowhere(random), 'unlocated');
  if (dice < 0.8) return { serial, fate: 'row', text: jsonRecord(publicIpv4(random), serial, nowMs) };
  if (dice < 0.94) return line(notPublic(random), 'dropped');
  return { serial, fate: 'failed', text: garbage(serial, nowMs, random) };
}

interface LineParts {
  client: string;
  serial: number;
  nowMs: number;
  random: Random;
}

/** Apache's Common format, or Combined. */
function logLine({ client, serial, nowMs, random }: LineParts): string {
  const bytes = random() < 0.1 ? '-' : String(Math.floor(random() * 100_000));
  const status = [200, 200, 200, 304, 404, 500][Math.floor(random() * 6)];
  const request = `GET /${markOf(serial)}/index.html?v=${Math.floor(random() * 9)} HTTP/1.1`;
  const common = `${client} - - [${logTime(nowMs, random)}] "${request}" ${status} ${bytes}`;
  return random() < 0.3 ? common : `${common} ${texts[Math.floor(random() * texts.length)]}`;
}

/** As a clock in some zone shows it. https://httpd.apache.org/docs/current/logs.html#accesslog */
function logTime(nowMs: number, random: Random): string {
  const [zone, minutes] = zones[Math.floor(random() * zones.length)]!;
  const iso = new Date(nowMs + minutes * 60_000).toISOString();
  return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} ${zone}`;
}

function jsonRecord(client: string, serial: number, nowMs: number): string {
  const Time = new Date(nowMs).toISOString();
  return JSON.stringify({ ClientIP: client, Time, Method: 'POST', Path: `/${markOf(serial)}`, Status: 201, Bytes: 17 });
}

/** Each fails for another reason. */
function garbage(serial: number, nowMs: number, random: Random): string {
  const good = logLine({ client: publicIpv4(random), serial, nowMs, random });
  const kinds = [
    `what is this ${markOf(serial)}`,
    `${markOf(serial)} ${good}`,
    good.replace(/^\S+/, 'crawler.example.com'),
    good.slice(0, good.indexOf('" ')),
    good.replace(/" \d{3} /, '" 000 '),
    `{"ClientIP":"11.20.1.1","Path":"${markOf(serial)}"`,
    `{"ClientIP":"11.20.1.1","Time":"yesterday","Status":200,"Path":"${markOf(serial)}"}`,
  ];
  return kinds[Math.floor(random() * kinds.length)]!;
}

const hostileLine = (serial: number): string => `11.20.1.1 - ${markOf(serial)} ${'\\"'.repeat(HOSTILE_CHARACTERS / 2)}`;
