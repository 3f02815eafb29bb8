import type { AccessFields } from './access-log-record.ts';
import { readLogTime } from './access-log-time.ts';

/**
 * A line as most are: ASCII, nothing escaped, a whole request, spaces where the format has them and in quoted parts only. Each part
 * ends at the first character that it cannot hold; only the path is gone through once more, backwards, for its last space. So the
 * time is linear.
 */
const plainLine = new RegExp(
  '^([!-~]+) [!#-~]+ [!#-~]+ \\[([^\\]\\n]{26})\\] ' +
    '"([!#$%&\'*+.^_`|~0-9A-Za-z-]{1,32}) ([ !#-[\\]-~]*) (HTTP/\\d(?:\\.\\d)?)" ' +
    '(\\d{3}) (\\d{1,19}|-)(?: "([ !#-[\\]-~]*)" "([ !#-[\\]-~]*)")?\\r?\\n?$',
);

/** What `parseAccessLine` reads of such a line, at half the price. Undefined for every other line, good or bad. */
export function parsePlainLine(line: string): AccessFields | undefined {
  const read = plainLine.exec(line);
  if (read === null) return undefined;
  const [, ClientIP, time, Method, Path, Protocol, Status, bytes, referer = '-', userAgent = '-'] = read;
  const Time = readLogTime(time!, 0);
  if (Time === undefined) return undefined;
  return {
    ClientIP: ClientIP!,
    Time,
    Method: Method!,
    Path: Path!,
    Protocol: Protocol!,
    Status: Status!,
    Bytes: bytes === '-' ? null : bytes!,
    Referer: referer === '-' ? null : referer,
    UserAgent: userAgent === '-' ? null : userAgent,
  };
}
