import { KEYS_NULL_OR_EMPTY, NON_JSON_RECORD } from './failures.ts';
import type { Extraction, ExtractKeys } from './jq.ts';
import type { UnknownBehaviour } from './options.ts';
import type { Outcome } from './record.ts';
import type { Metric } from './transform.ts';
import { keyExtractionFailed } from './verdicts.ts';

/** Adds to every delivered row the partition keys that the inline query finds in it; a row without them fails. */
export async function addKeysFromQuery(
  outcomes: Outcome[],
  options: {
    extract: ExtractKeys;
    queryKeys: string[];
    behaviour: UnknownBehaviour;
    now: () => number;
    metric: Metric;
  },
): Promise<Outcome[]> {
  const { extract, queryKeys, behaviour, now, metric } = options;
  const startedMs = now();
  const extractions = await extract(outcomes.flatMap((outcome) => (outcome.kind === 'ok' ? [outcome.data] : [])));
  metric('JQProcessing.Duration', now() - startedMs, 'Milliseconds');
  let next = 0;
  return outcomes.map((outcome) => {
    if (outcome.kind !== 'ok') return outcome;
    const extraction = extractions[next++]!;
    if (!extraction.ok) return keyExtractionFailed(messageOfFailure(extraction), behaviour);
    if (queryKeys.some((name) => !Object.hasOwn(extraction.keys, name)))
      return keyExtractionFailed(KEYS_NULL_OR_EMPTY, behaviour);
    return { ...outcome, keysFromQuery: extraction.keys };
  });
}

function messageOfFailure(extraction: Extraction & { ok: false }): string {
  if (extraction.reason === 'not-json') return NON_JSON_RECORD;
  return extraction.reason === 'null-or-empty' ? KEYS_NULL_OR_EMPTY : extraction.detail;
}
