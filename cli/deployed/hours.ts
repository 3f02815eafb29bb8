/** The hours from one instant to another, both included, as folders `yyyy/MM/dd/HH` in a time zone, each once. */
export function hourFolders(fromMs: number, toMs: number, timeZone: string): string[] {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
  });
  const folders = new Set<string>();
  // No zone is off by less than a quarter of an hour.
  for (let ms = fromMs; ms < toMs + QUARTER_MS; ms += QUARTER_MS) {
    const part = Object.fromEntries(format.formatToParts(Math.min(ms, toMs)).map(({ type, value }) => [type, value]));
    folders.add(`${part.year}/${part.month}/${part.day}/${part.hour}`);
  }
  return [...folders];
}

const QUARTER_MS = 15 * 60_000;
