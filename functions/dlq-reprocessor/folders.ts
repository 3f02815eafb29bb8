import type { PartitionKeys } from '../../shared/record-codec.ts';

/**
 * How a delivery stream parts its rows under its prefix, as `shared/delivery-streams.ts` has it: a folder `<key>=<value>/` per
 * partition key, or folders `yyyy/MM/dd/HH/` by arrival.
 */
export type Layout = { by: 'keys'; keys: string[] } | { by: 'hour' };

/** The hour an instant (epoch milliseconds) falls in, `yyyy/MM/dd/HH`, in one time zone. */
export type HourOf = (instantMs: number) => string;

const quarterMs = 15 * 60 * 1_000;

/** Throws RangeError for a zone that is not known. */
export function createHourOf(timeZone: string): HourOf {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
  });
  // Records come in order of arrival, and no zone changes within a quarter of an hour.
  let quarter = Number.NaN;
  let hour = '';
  return (instantMs) => {
    const wanted = Math.floor(instantMs / quarterMs);
    if (wanted === quarter) return hour;
    const part = Object.fromEntries(format.formatToParts(instantMs).map(({ type, value }) => [type, value]));
    quarter = wanted;
    hour = `${part.year!.padStart(4, '0')}/${part.month}/${part.day}/${part.hour}`;
    return hour;
  };
}

/** The folder of a row, ending in a slash. A record keeps the hour in which it arrived. */
export type FolderOf = (partitionKeys: PartitionKeys, arrivalMs: number) => string;

export function createFolderOf(prefix: string, layout: Layout, hourOf: HourOf): FolderOf {
  if (layout.by === 'hour') return (_keys, arrivalMs) => `${prefix}${hourOf(arrivalMs)}/`;
  return (keys) => prefix + layout.keys.map((key) => `${key}=${keys[key]}/`).join('');
}
