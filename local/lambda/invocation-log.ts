import { LOG_TAIL_BYTES_MAX } from './limits.ts';

/** What one invocation wrote, and its end as Lambda's log tail gives it. */
export interface InvocationLog {
  write(text: string): void;
  /** Ends a line that the function left open. */
  endLine(): void;
  tail(): string;
}

/** Cuts what is written into lines and hands on each as soon as it is whole. */
export function createInvocationLog(onLine: (line: string) => void): InvocationLog {
  let rest = '';
  let kept = '';
  const write = (text: string) => {
    kept = (kept + text).slice(-LOG_TAIL_BYTES_MAX);
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    for (const line of lines) onLine(line);
  };
  return {
    write,
    endLine() {
      if (rest !== '') write('\n');
    },
    tail: () => lastBytes(kept),
  };
}

/** The last 4 KB, from the start of a character. */
function lastBytes(text: string): string {
  const bytes = Buffer.from(text);
  let start = Math.max(0, bytes.length - LOG_TAIL_BYTES_MAX);
  while (start < bytes.length && (bytes[start]! & 0xc0) === 0x80) start++;
  return bytes.subarray(start).toString('utf8');
}
