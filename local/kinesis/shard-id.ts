/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Shard.html */
export function formatShardId(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`;
}

/** AWS resolves any spelling with a number after its first hyphen (`shard-0`), and the bare number. Undefined for others. */
export function parseShardId(shardId: string): number | undefined {
  const digits = shardId.split('-')[1] ?? shardId;
  const index = /^\d{1,12}$/.test(digits) ? Number(digits) : Number.NaN;
  return index <= 0x7fff_ffff ? index : undefined;
}
