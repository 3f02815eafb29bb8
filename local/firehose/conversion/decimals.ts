const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;

/**
 * A number's digits times ten to the `scale`, exactly. What does not fit is rounded half up, as Hive's decimals are; undefined
 * for what is no number or has more than `precision` digits.
 * https://cwiki.apache.org/confluence/display/hive/languagemanual+types#LanguageManualTypes-Decimals
 */
export function unscaled(text: string, precision: number, scale: number): bigint | undefined {
  const parts = NUMBER.exec(text);
  const digits = parts && (parts[2] ?? '') + (parts[3] ?? '');
  if (!digits) return undefined;
  const significant = digits.replace(/^0+/, '');
  if (significant === '') return 0n;
  /** How many places the digits move to the left to become a whole number. */
  const shift = scale - (parts[3] ?? '').length + Number(parts[4] ?? 0);
  if (significant.length + shift > precision) return undefined;
  const magnitude = shift >= 0 ? BigInt(significant) * 10n ** BigInt(shift) : rounded(significant, -shift);
  if (magnitude >= 10n ** BigInt(precision)) return undefined;
  return parts[1] === '-' ? -magnitude : magnitude;
}

function rounded(digits: string, dropped: number): bigint {
  if (dropped > digits.length) return 0n;
  const kept = BigInt(digits.slice(0, digits.length - dropped) || '0');
  return digits[digits.length - dropped]! >= '5' ? kept + 1n : kept;
}
