import type { LogValues } from './access-log-dataset.ts';
import type { AccessLogColumn } from './datasets/access-log.ts';
import { quote } from './json-text.ts';

export interface RowOptions {
  /** The columns from `Country` on, as JSON between braces. */
  added: string;
  /** Whether JSON takes the values as they are, without an escape. */
  isPlain: boolean;
}

/**
 * One line of the lake: a JSON object with the dataset's columns in their order, and one newline. `values` must have passed the
 * schema. Written out, not looped over: it is what a transform spends most of its time with.
 */
export function writeAccessRow(values: LogValues<AccessLogColumn>, { added, isPlain }: RowOptions): string {
  const { ClientIP, Time, Method, Path, Protocol, Status, Bytes, Referer, UserAgent } = values;
  return (
    `{"ClientIP":"${ClientIP}","Time":"${Time}","Method":${text(Method, isPlain)},"Path":${text(Path, isPlain)},` +
    `"Protocol":${text(Protocol, isPlain)},"Status":${Status},"Bytes":${Bytes},"Referer":${text(Referer, isPlain)},` +
    `"UserAgent":${text(UserAgent, isPlain)},${added}}\n`
  );
}

function text(value: string | null, isPlain: boolean): string {
  if (value === null) return 'null';
  return isPlain ? `"${value}"` : quote(value);
}
