import type { AccessFields } from '../../shared/access-log-record.ts';
import type { AccessLogFailureReason } from '../../shared/access-log-verdict.ts';

/** What the fields of most good lines here are. */
export const usualFields: AccessFields = {
  ClientIP: '11.44.0.7',
  Time: '2000-10-10T20:55:36.000Z',
  Method: 'GET',
  Path: '/a.gif',
  Protocol: 'HTTP/1.0',
  Status: '200',
  Bytes: '2326',
  Referer: null,
  UserAgent: null,
};

const client = '11.44.0.7 - - ';
const time = '[10/Oct/2000:13:55:36 -0700] ';
const head = client + time;
const request = '"GET /a.gif HTTP/1.0" ';
const tail = `${request}200 2326`;
const common = head + tail;

const withRequest = (text: string) => `${head}"${text}" 200 2326`;
const withTime = (text: string) => `${client}[${text}] ${tail}`;
const withTexts = (referer: string, userAgent: string) => `${common} "${referer}" "${userAgent}"`;
const utf8 = (text: string) => Buffer.from(text).toString('latin1');

/** Lines of access logs, a character for each byte, and what differs from {@link usualFields} in what they say. */
export const goodLines: readonly [name: string, line: string, fields: Partial<AccessFields>][] = [
  ['Common', common, {}],
  ['Common with a user', `11.44.0.7 - frank ${time}${tail}`, {}],
  ['an identity', `11.44.0.7 ident frank ${time}${tail}`, {}],
  ['a user with spaces', `11.44.0.7 - frank von und zu ${time}${tail}`, {}],
  ['a user with a bracket', `11.44.0.7 - frank [admin] ${time}${tail}`, {}],
  ['a user that begins with a bracket', `11.44.0.7 - [admin ${time}${tail}`, {}],
  ['a user with an escaped quote', `11.44.0.7 - fr\\"ank ${time}${tail}`, {}],
  ['an empty user, as Apache writes it', `11.44.0.7 - "" ${time}${tail}`, {}],
  ['a newline at the end', `${common}\n`, {}],
  ['a carriage return and a newline at the end', `${common}\r\n`, {}],
  ['a carriage return that a shipper left', `${common}\r`, {}],
  [
    'Combined',
    withTexts('http://a.example/b', 'Mozilla/5.0 (X11)'),
    { Referer: 'http://a.example/b', UserAgent: 'Mozilla/5.0 (X11)' },
  ],
  ['Combined with a newline', `${withTexts('r', 'u')}\n`, { Referer: 'r', UserAgent: 'u' }],
  ['neither referer nor user agent', withTexts('-', '-'), {}],
  ['a referer alone', withTexts('r', '-'), { Referer: 'r' }],
  ['empty texts', withTexts('', ''), { Referer: '', UserAgent: '' }],
  ['a text of a space', withTexts(' ', '-'), { Referer: ' ' }],
  ['escaped quotes', withTexts('-', 'a \\"b\\" c'), { UserAgent: 'a "b" c' }],
  ['an escaped quote at the end', withTexts('-', 'a\\"'), { UserAgent: 'a"' }],
  ['an escaped backslash at the end', withTexts('-', 'a\\\\'), { UserAgent: 'a\\' }],
  ['a backslash and a quote, both escaped', withTexts('-', 'a\\\\\\"b'), { UserAgent: 'a\\"b' }],
  ['a quote as \\x22, as nginx writes it', withTexts('-', 'a\\x22b'), { UserAgent: 'a"b' }],
  ['escaped control characters', withTexts('-', 'a\\tb\\nc\\rd\\be\\vf'), { UserAgent: 'a\tb\nc\rd\be\vf' }],
  ['an escape that nobody writes', withTexts('-', 'a\\qb'), { UserAgent: 'a\\qb' }],
  ['\\x with too few digits', withTexts('-', 'a\\x1'), { UserAgent: 'a\\x1' }],
  ['\\x with no digits', withTexts('-', '\\xyz'), { UserAgent: '\\xyz' }],
  ['\\x in upper and lower case', withTexts('-', '\\x4A\\x4a'), { UserAgent: 'JJ' }],
  ['escaped UTF-8', withTexts('-', '\\xec\\x95\\x88'), { UserAgent: utf8('안') }],
  [
    'UTF-8 as it is',
    withTexts(utf8('http://예.한국/'), utf8('브라우저')),
    { Referer: utf8('http://예.한국/'), UserAgent: utf8('브라우저') },
  ],
  ['UTF-8, half of it escaped', withTexts('-', utf8('안').slice(0, 1) + '\\x95\\x88'), { UserAgent: utf8('안') }],
  ['escaped bytes that are no UTF-8', withTexts('-', 'a\\xff\\"\\x41'), { UserAgent: 'a\\xff"A' }],
  ['an emoji', withTexts('-', utf8('👋')), { UserAgent: utf8('👋') }],
  ['a raw tab', withTexts('-', 'a\tb'), { UserAgent: 'a\tb' }],
  [
    'brackets in a text',
    withTexts('-', '[10/Oct/2000:13:55:36 -0700] "'.slice(0, -1)),
    { UserAgent: '[10/Oct/2000:13:55:36 -0700] ' },
  ],
  ['a path with a query', withRequest('GET /a?b=c&d=%20 HTTP/1.1'), { Path: '/a?b=c&d=%20', Protocol: 'HTTP/1.1' }],
  ['a path with spaces', withRequest('GET /a b c HTTP/1.1'), { Path: '/a b c', Protocol: 'HTTP/1.1' }],
  ['a path with an escaped quote', withRequest('GET /a\\"b HTTP/1.1'), { Path: '/a"b', Protocol: 'HTTP/1.1' }],
  ['a path with non-ASCII', withRequest(utf8('GET /상품 HTTP/1.1')), { Path: utf8('/상품'), Protocol: 'HTTP/1.1' }],
  ['an empty path', withRequest('GET  HTTP/1.1'), { Path: '', Protocol: 'HTTP/1.1' }],
  [
    'a whole URL as path',
    withRequest('GET http://a.example/ HTTP/1.1'),
    { Path: 'http://a.example/', Protocol: 'HTTP/1.1' },
  ],
  ['an asterisk as path', withRequest('OPTIONS * HTTP/1.1'), { Method: 'OPTIONS', Path: '*', Protocol: 'HTTP/1.1' }],
  ['HTTP/2', withRequest('GET / HTTP/2.0'), { Path: '/', Protocol: 'HTTP/2.0' }],
  ['HTTP/2 as some write it', withRequest('GET / HTTP/2'), { Path: '/', Protocol: 'HTTP/2' }],
  ['HTTP/0.9', withRequest('GET /a'), { Path: '/a', Protocol: null }],
  ['another protocol', withRequest('GET /a RTSP/1.0'), { Path: '/a RTSP/1.0', Protocol: null }],
  ['a method of WebDAV', withRequest('PROPFIND /a HTTP/1.1'), { Method: 'PROPFIND', Path: '/a', Protocol: 'HTTP/1.1' }],
  ['an odd method', withRequest('M-SEARCH * HTTP/1.1'), { Method: 'M-SEARCH', Path: '*', Protocol: 'HTTP/1.1' }],
  ['no request', withRequest('-'), { Method: null, Path: null, Protocol: null }],
  ['an empty request', withRequest(''), { Method: null, Path: null, Protocol: null }],
  ['a request of one word', withRequest('quit'), { Method: null, Path: 'quit', Protocol: null }],
  [
    'a greeting of TLS',
    withRequest('\\x16\\x03\\x01\\x02'),
    { Method: null, Path: '\x16\x03\x01\x02', Protocol: null },
  ],
  [
    'a method with a space before it',
    withRequest(' GET / HTTP/1.1'),
    { Method: null, Path: ' GET / HTTP/1.1', Protocol: null },
  ],
  ['no bytes', `${head}${request}304 -`, { Status: '304', Bytes: null }],
  ['no bytes, Combined', `${head}${request}304 - "-" "u"`, { Status: '304', Bytes: null, UserAgent: 'u' }],
  ['zero bytes', `${head}${request}204 0`, { Status: '204', Bytes: '0' }],
  ['more bytes than a double holds', `${head}${request}200 9223372036854775807`, { Bytes: '9223372036854775807' }],
  ['a status above 599', `${head}${request}999 1`, { Status: '999', Bytes: '1' }],
  ['UTC', withTime('10/Oct/2000:20:55:36 +0000'), {}],
  ['UTC with a minus', withTime('10/Oct/2000:20:55:36 -0000'), {}],
  ['Korea', withTime('11/Oct/2000:05:55:36 +0900'), {}],
  ['India, half an hour off', withTime('11/Oct/2000:02:25:36 +0530'), {}],
  ['Nepal, a quarter of an hour off', withTime('11/Oct/2000:02:40:36 +0545'), {}],
  ['the zone farthest east', withTime('11/Oct/2000:10:55:36 +1400'), {}],
  ['the zone farthest west', withTime('10/Oct/2000:08:55:36 -1200'), {}],
  ['a leap day', withTime('29/Feb/2024:00:00:00 +0000'), { Time: '2024-02-29T00:00:00.000Z' }],
  ['another year in UTC', withTime('31/Dec/1999:23:30:00 -0100'), { Time: '2000-01-01T00:30:00.000Z' }],
  ['the first instant', withTime('01/Jan/1970:09:00:00 +0900'), { Time: '1970-01-01T00:00:00.000Z' }],
  ['the last instant', withTime('31/Dec/9999:23:59:59 +0000'), { Time: '9999-12-31T23:59:59.000Z' }],
  ['IPv6', common.replace('11.44.0.7', '2a0f:4400::1'), { ClientIP: '2a0f:4400::1' }],
  ['IPv6 in full', common.replace('11.44.0.7', '2A0F:4400:0:0:0:0:0:1'), { ClientIP: '2A0F:4400:0:0:0:0:0:1' }],
  ['IPv4 mapped into IPv6', common.replace('11.44.0.7', '::ffff:11.44.0.7'), { ClientIP: '::ffff:11.44.0.7' }],
  ['a virtual host, which the schema judges', `a.example:443 ${common}`, { ClientIP: 'a.example:443' }],
  ['a host name, which the schema judges', common.replace('11.44.0.7', 'a.example'), { ClientIP: 'a.example' }],
  ['a status that the schema judges', `${head}${request}000 0`, { Status: '000', Bytes: '0' }],
];

const notALine = 'NotAnAccessLog';

interface BadLine {
  name: string;
  line: string;
  reason: AccessLogFailureReason;
  path: string | undefined;
  /** Where it ceases to be a line. */
  position: number;
}

/** `marked` has this before the place where it ceases to be a line. */
const mark = '¦';

function bad(
  name: string,
  marked: string,
  path: string | undefined,
  reason: AccessLogFailureReason = notALine,
): BadLine {
  return { name, line: marked.replace(mark, ''), reason, path, position: marked.indexOf(mark) };
}

/** Lines that are none. */
export const badLines: readonly BadLine[] = [
  bad('nothing', '¦', 'ClientIP'),
  bad('a newline', '¦\n', 'ClientIP'),
  bad('a space before the client', `¦ ${common}`, 'ClientIP'),
  bad('one word', 'hello¦', 'ClientIP'),
  bad('a client alone', '11.44.0.7 ¦', 'Time'),
  bad('words', 'hello ¦there world', 'Time'),
  bad('two lines', `${common}¦\n${common}`, undefined, 'SeveralRecords'),
  bad('two lines and a newline', `${common}¦\n${common}\n`, undefined, 'SeveralRecords'),
  bad('two lines of Windows', `${common}\r¦\n${common}\r\n`, undefined, 'SeveralRecords'),
  bad('a line and an empty one', `${common}¦\n\n`, undefined, 'SeveralRecords'),
  bad('an empty line and a line', `¦\n${common}`, undefined, 'SeveralRecords'),
  bad('no user', `11.44.0.7 ¦- ${time}${tail}`, 'Identity'),
  bad('neither identity nor user', `11.44.0.7 ¦${time}${tail}`, 'Identity'),
  bad('an empty identity', `11.44.0.7 ¦ - ${time}${tail}`, 'Identity'),
  bad('an empty user', `11.44.0.7 ¦-  ${time}${tail}`, 'Identity'),
  bad('no time', `11.44.0.7 ¦- - ${tail}`, 'Time'),
  bad('a time without brackets', `11.44.0.7 ¦- - 10/Oct/2000:13:55:36 -0700 ${tail}`, 'Time'),
  bad('a time whose bracket stays open', `${client}[¦10/Oct/2000:13:55:36 -0700 ${tail}`, 'Time'),
  bad('an empty time', withTime('¦'), 'Time'),
  bad('a time without zone', withTime('¦10/Oct/2000:13:55:36'), 'Time'),
  bad('a zone with a colon', withTime('¦10/Oct/2000:13:55:36 -07:00'), 'Time'),
  bad('a zone by name', withTime('¦10/Oct/2000:13:55:36 UTC'), 'Time'),
  bad('a zone of 24 hours', withTime('¦10/Oct/2000:13:55:36 +2400'), 'Time'),
  bad('a zone of 60 minutes', withTime('¦10/Oct/2000:13:55:36 +0060'), 'Time'),
  bad('a time in ISO 8601', withTime('¦2000-10-10T13:55:36-07:00'), 'Time'),
  bad('a month that is none', withTime('¦10/Okt/2000:13:55:36 -0700'), 'Time'),
  bad('a month in lower case', withTime('¦10/oct/2000:13:55:36 -0700'), 'Time'),
  bad('a day that the month lacks', withTime('¦31/Sep/2000:13:55:36 -0700'), 'Time'),
  bad('a leap day in a common year', withTime('¦29/Feb/2023:13:55:36 -0700'), 'Time'),
  bad('day zero', withTime('¦00/Oct/2000:13:55:36 -0700'), 'Time'),
  bad('a day of one digit', withTime('¦ 1/Oct/2000:13:55:36 -0700'), 'Time'),
  bad('hour 24', withTime('¦10/Oct/2000:24:55:36 -0700'), 'Time'),
  bad('minute 60', withTime('¦10/Oct/2000:13:60:36 -0700'), 'Time'),
  bad('second 60', withTime('¦10/Oct/2000:13:55:60 -0700'), 'Time'),
  bad('a year before 1970 in UTC', withTime('¦01/Jan/1970:08:59:59 +0900'), 'Time'),
  bad('a year after 9999 in UTC', withTime('¦31/Dec/9999:23:59:59 -0001'), 'Time'),
  bad('a year of two digits', withTime('¦10/Oct/00:13:55:36 -0700'), 'Time'),
  bad('the time in the request', `11.44.0.7 - - "GET / [10/Oct/2000:13:55:36 -0700] ¦HTTP/1.0" 200 1`, 'Request'),
  bad('no request', `${head}¦200 2326`, 'Request'),
  bad('nothing after the time', `${head.trimEnd()}¦`, 'Request'),
  bad('a request without quotes', `${head}¦GET / HTTP/1.0 200 2326`, 'Request'),
  bad('a request that stays open', `${head}¦"GET / HTTP/1.0 200 2326`, 'Request'),
  bad('a request whose closing quote is escaped', `${head}¦"GET / HTTP/1.0\\" 200 2326`, 'Request'),
  bad('a quote within the request', withRequest('GET /"¦a" HTTP/1.0'), 'Status'),
  bad('no status', `${head}${request.trimEnd()}¦`, 'Status'),
  bad('a status of two digits', `${head}${request}¦20 2326`, 'Status'),
  bad('a status of four digits', `${head}${request}¦2000 2326`, 'Status'),
  bad('a status that is no number', `${head}${request}¦OK! 2326`, 'Status'),
  bad('a dash as status', `${head}${request}¦- 2326`, 'Status'),
  bad('nothing after the status', `${head}${request}¦200`, 'Status'),
  bad('no bytes but a space', `${head}${request}200 ¦`, 'Bytes'),
  bad('negative bytes', `${head}${request}200 ¦-5`, 'Bytes'),
  bad('bytes of twenty digits', `${head}${request}200 ¦10000000000000000000`, 'Bytes'),
  bad('bytes with a fraction', `${head}${request}200 ¦1.5`, 'Bytes'),
  bad('a space after the bytes', `${common} ¦`, 'Referer'),
  bad('a referer without quotes', `${common} ¦r "u"`, 'Referer'),
  bad('a referer that stays open', `${common} ¦"r`, 'Referer'),
  bad('no user agent', `${common} "r"¦`, 'UserAgent'),
  bad('a user agent that stays open', `${common} "r" ¦"u`, 'UserAgent'),
  bad('a user agent cut off in an escape', `${common} "r" ¦"u\\"`, 'UserAgent'),
  bad('something after the user agent', `${withTexts('r', 'u')}¦ "x"`, 'End'),
  bad('a space after the user agent', `${withTexts('r', 'u')}¦ `, 'End'),
];
