import { textOf } from './engine.ts';
import type { World } from './simulated-world.ts';

/** Within an object, the records of one shard keep their order. */
function outOfOrder(key: string, lines: string[], isError: boolean, written: Map<string, string>): string[] {
  if (isError) return [];
  const last = new Map<string, number>();
  return lines.flatMap((line) => {
    const id = line.split(' ')[0]!;
    const shardId = written.get(id) ?? '';
    const before = last.get(shardId) ?? -1;
    last.set(shardId, Number(id.slice(3)));
    return Number(id.slice(3)) > before ? [] : [`${id} follows ${before} in ${key}`];
  });
}

/** Where every record ended up, read from the objects. */
export function audit(world: World, written: Map<string, string>): string[] {
  const violations: string[] = [];
  const seen = new Map<string, number>();
  for (const [key, object] of world.objects) {
    const lines = textOf(object).trimEnd().split('\n');
    const isError = key.includes('failed/') || key.includes('activePartitionExceeded');
    violations.push(...outOfOrder(key, lines, isError, written));
    const rows = isError
      ? lines.map((line) => Buffer.from(JSON.parse(line).rawData, 'base64').toString().trimEnd())
      : lines;
    for (const row of rows) {
      const [id, partition] = row.split(' ');
      seen.set(id!, (seen.get(id!) ?? 0) + 1);
      if (!isError && world.isPartitioned && !key.startsWith(`chat/LivestreamID=${partition}/`))
        violations.push(`${id} lies in ${key}`);
    }
  }
  for (const id of seen.keys()) if (!written.has(id)) violations.push(`${id} was never written`);
  for (const id of written.keys()) {
    const times = seen.get(id) ?? 0;
    if (times === 0 && !world.transform.dropped.has(id)) violations.push(`${id} is lost`);
    const isRepeated = times > 1 || (times === 1 && world.transform.dropped.has(id));
    if (isRepeated && world.restarts === 0) violations.push(`${id} came ${times} times without a restart`);
  }
  const { pending, delivered, failed, dropped, records } = world.status();
  if (pending !== 0) violations.push(`${pending} records are pending`);
  if (delivered + failed + dropped !== records)
    violations.push(`${delivered} + ${failed} + ${dropped} is not ${records}`);
  if (world.restarts === 0 && records !== written.size)
    violations.push(`${records} of ${written.size} records were read`);
  return violations;
}
