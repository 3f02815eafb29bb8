/**
 * A random (version 4) UUID from a seeded source, so that a run can be repeated byte for byte.
 * https://www.rfc-editor.org/rfc/rfc9562.html#name-uuid-version-4
 * @param random from 0 up to, not including, 1.
 */
export function randomUuid(random: () => number): string {
  let hex = '';
  for (let word = 0; word < 4; word += 1)
    hex += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
