import { vi } from 'vitest';

/** Runs `work` and gives what it wrote to standard output and error, parsed: each line is one JSON object. */
export async function captureJsonLines(work: () => unknown): Promise<Record<string, unknown>[]> {
  const lines: string[] = [];
  const keep = (chunk: unknown) => lines.push(...String(chunk).split('\n').filter(Boolean)) > 0;
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockImplementation(keep));
  try {
    await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}
