/** One record of a transform's answer whose shape holds: everything a verdict needs. */
export interface AnswerRecord {
  recordId: string;
  result: 'Ok' | 'Dropped' | 'ProcessingFailed';
  /** Decoded; null where the answer has none. */
  data: Buffer | null;
  partitionKeys: Record<string, string | null> | undefined;
}

export type Answer =
  | { ok: true; records: AnswerRecord[] }
  | { ok: false; reason: 'no-object' | 'bad-shape' | 'bad-result' | 'bad-base64' };

/**
 * Reads a transform's whole answer. One record of a wrong shape spoils all of it, as a typed parser's exception does on
 * AWS;
 * whether its id is known does not matter. Whatever the answer holds, nothing is thrown.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html
 */
export function readAnswer(payload: Buffer): Answer {
  const body = parseObject(payload);
  if (!body) return { ok: false, reason: 'no-object' };
  const raw = body.records ?? [];
  if (!Array.isArray(raw)) return { ok: false, reason: 'bad-shape' };
  const decode = createBase64Decoder(raw);
  const records: AnswerRecord[] = [];
  for (const item of raw) {
    if (typeof item !== 'object' || item === null) return { ok: false, reason: 'bad-shape' };
    const { recordId, result, data = null, metadata } = item as Record<string, unknown>;
    if (typeof recordId !== 'string') return { ok: false, reason: 'bad-shape' };
    if (result !== 'Ok' && result !== 'Dropped' && result !== 'ProcessingFailed')
      return { ok: false, reason: 'bad-result' };
    if (data !== null && typeof data !== 'string') return { ok: false, reason: 'bad-shape' };
    const bytes = data === null ? null : decode(data);
    if (bytes === undefined) return { ok: false, reason: 'bad-base64' };
    const partitionKeys = readPartitionKeys(metadata);
    if (partitionKeys === 'bad-shape') return { ok: false, reason: 'bad-shape' };
    records.push({ recordId, result, data: bytes, partitionKeys });
  }
  return { ok: true, records };
}

function parseObject(payload: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers and booleans become text, as a typed parser makes of them where it expects strings. */
function readPartitionKeys(metadata: unknown): Record<string, string | null> | undefined | 'bad-shape' {
  if (metadata === undefined || metadata === null) return undefined;
  if (typeof metadata !== 'object') return 'bad-shape';
  const given = (metadata as { partitionKeys?: unknown }).partitionKeys;
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'object' || Array.isArray(given)) return 'bad-shape';
  const keys = given as Record<string, unknown>;
  for (const name of Object.keys(keys)) {
    const value = keys[name];
    if (typeof value === 'string' || value === null) continue;
    if (typeof value === 'object') return 'bad-shape';
    keys[name] = String(value);
  }
  return keys as Record<string, string | null>;
}

/** Decodes standard, padded base64 into one buffer for the whole answer; anything else gives undefined. */
function createBase64Decoder(items: unknown[]): (text: string) => Buffer | undefined {
  let capacity = 0;
  for (const item of items) {
    const data = (item as { data?: unknown } | null)?.data;
    if (typeof data === 'string') capacity += Math.ceil(data.length / 4) * 3;
  }
  const bytes = Buffer.allocUnsafeSlow(capacity);
  let used = 0;
  return (text) => {
    if (text.length % 4 !== 0) return undefined;
    const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
    const expected = (text.length / 4) * 3 - padding;
    // Node's decoder skips what it does not know and takes the URL alphabet too: both are caught here.
    if (bytes.write(text, used, 'base64') !== expected || text.includes('-') || text.includes('_')) return undefined;
    used += expected;
    return bytes.subarray(used - expected, used);
  };
}
