import { table } from '../../output.ts';
import type { StreamProof } from './proof.ts';
import { serialIn } from './sample.ts';

export interface AccessLogResult {
  /** By short name of the delivery stream. */
  streams: Map<string, StreamProof>;
  seconds: number;
}

const sums = ['written', 'delivered', 'dropped', 'failed', 'lost', 'duplicated'] as const;

export const holds = ({ streams }: AccessLogResult): boolean => [...streams.values()].every((proof) => proof.holds);

/** The result as one JSON object: sums over the delivery streams, then each of them. */
export function asJson({ streams, seconds }: AccessLogResult): string {
  const sumOf = (name: (typeof sums)[number]) => [...streams.values()].reduce((total, proof) => total + proof[name], 0);
  return JSON.stringify({
    scenario: 'access-log',
    ...Object.fromEntries(sums.map((name) => [name, sumOf(name)])),
    streams: Object.fromEntries(
      [...streams].map(([name, proof]) => {
        const { rules, reasons, countries } = proof;
        return [name, { ...Object.fromEntries(sums.map((sum) => [sum, proof[sum]])), rules, reasons, countries }];
      }),
    ),
    seconds: Number(seconds.toFixed(1)),
  });
}

/** What became of everything, for people. */
export function asText(result: AccessLogResult): string {
  const streams = [...result.streams];
  return [
    heading('What was dropped, and by which rule'),
    byName('rule', streams, ({ rules }) => rules),
    heading('What failed, and why'),
    byName('reason', streams, ({ reasons }) => reasons),
    heading('Rows per country'),
    byName('country', streams, ({ countries }) => countries),
    heading('The sum, counted from the objects'),
    table(
      ['delivery stream', ...sums],
      streams.map(([name, proof]) => [name, ...sums.map((sum) => proof[sum])]),
    ),
    ...streams.flatMap(([name, proof]) => oddities(name, proof)),
    '',
    `Sent, delivered and counted in ${result.seconds.toFixed(1)} s.`,
    holds(result) ? 'Nothing lost, nothing duplicated.' : 'THE SUM IS OFF: see above.',
  ].join('\n');
}

export const heading = (text: string): string => `\n${text}\n${'─'.repeat(text.length)}`;

/** A row for each name that any delivery stream counts, the most frequent first. */
function byName(
  header: string,
  streams: [string, StreamProof][],
  countsOf: (proof: StreamProof) => Record<string, number>,
): string {
  const total = (name: string) => streams.reduce((sum, [, proof]) => sum + (countsOf(proof)[name] ?? 0), 0);
  const names = [...new Set(streams.flatMap(([, proof]) => Object.keys(countsOf(proof))))];
  names.sort((a, b) => total(b) - total(a) || (a < b ? -1 : 1));
  return table(
    [header, ...streams.map(([stream]) => stream)],
    names.map((name) => [name, ...streams.map(([, proof]) => countsOf(proof)[name] ?? 0)]),
  );
}

function oddities(stream: string, { unexpected, droppedTooMany, examples, failed, reasons }: StreamProof): string[] {
  const withoutReason = failed - Object.values(reasons).reduce((sum, count) => sum + count, 0);
  return [
    ...(withoutReason > 0
      ? [
          `  ! ${stream}: ${withoutReason} failed for no reason of the transform's own: calls of it failed as a whole, and its log says why (logs/ of the data directory), or Firehose failed after it`,
        ]
      : []),
    ...(unexpected > 0 ? [`  ! ${stream}: ${unexpected} that were never sent`] : []),
    ...(droppedTooMany > 0 ? [`  ! ${stream}: ${droppedTooMany} dropped against the rule`] : []),
    ...Object.entries(examples).flatMap(([kind, ids]) =>
      ids.length > 0 ? [`  ! ${stream}, ${kind}: samples ${ids.map(serialIn).join(', ')}`] : [],
    ),
  ];
}
