import type { LogValues } from './access-log-dataset.ts';
import type { AccessLogColumn } from './datasets/access-log.ts';
import { quote } from './json-text.ts';

/**
 * One line of the lake: a JSON object with the dataset's columns in their order, and one newline. `values` must have passed the schema;
 * `added` are the columns from `Country` on. Written out, not looped over: it is what a transform spends most of its time with.
 */
export function writeAccessRow(values: LogValues<AccessLogColumn>, added: string): string {
  const { ClientIP, Time, Method, Path, Protocol, Status, Bytes, Referer, UserAgent } = values;
  return (
    `{"ClientIP":"${ClientIP}","Time":"${Time}","Method":${text(Method)},"Path":${text(Path)},"Protocol":${text(Protocol)},` +
    `"Status":${Status},"Bytes":${Bytes},"Referer":${text(Referer)},"UserAgent":${text(UserAgent)},${added}}\n`
  );
}

function text(value: string | null): string {
  return value === null ? 'null' : quote(value);
}
