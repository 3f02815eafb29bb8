import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createSamples } from '../cli/load/samples.ts';
import { claimDataDirectory } from '../local/data-directory.ts';
import { startStack } from '../local/stack.ts';
import { names, writeFanOutPackage } from './support/fan-out/package.ts';
const n = Number(process.argv[2] ?? 1000);
const root = mkdtempSync(join(tmpdir(), 'fan-'));
await writeFanOutPackage(join(root, 'package'));
const stack = await startStack({ packageDirectory: join(root, 'package'), data: claimDataDirectory(join(root, 'data')), port: 0, accelerate: 60, onEvent: (e) => { if (e.type === 'warning') console.log(e.message); else if (e.type === 'resource' && /SQS|SNS|Events|EventSource/.test(e.resource.type)) console.log(e.resource.type, e.resource.name, e.note); } });
const client = new DynamoDBClient({ endpoint: stack.url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
const samples = createSamples({ livestreams: 10, seed: 1 });
async function send(at: number) {
  let RequestItems: any = { [names.table]: Array.from({ length: 25 }, (_, i) => ({ PutRequest: { Item: samples.item(at + i) } })) };
  for (;;) {
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems }));
    if (!UnprocessedItems || Object.keys(UnprocessedItems).length === 0) return;
    RequestItems = UnprocessedItems;
    await new Promise((r) => setTimeout(r, 50));
  }
}
const t0 = performance.now();
for (let at = 0; at < n; at += 100)
  await Promise.all([0, 25, 50, 75].map((d) => send(at + d)));
const t1 = performance.now();
console.log(`written ${n} in ${((t1 - t0) / 1000).toFixed(2)} s`);
for (;;) {
  const [m] = stack.eventSourceMappings.list();
  if (m!.processed + m!.discarded >= n) break;
  await new Promise((r) => setTimeout(r, 100));
  if (performance.now() - t1 > 15_000) { break; }
}
console.log(`fanned out ${((performance.now() - t0) / 1000).toFixed(2)} s`, stack.eventSourceMappings.list(), stack.sqs.counts());
console.log(stack.firehose.status(names.archive), process.resourceUsage().maxRSS / 1024);
const ts = await (stack.dynamodb as any).tableStreams(); const st = ts.all()[0]; let after = '1'.padEnd(21,'0'); let got = 0; const keys = new Set<string>();
for (;;) { const p = await ts.read(st, after, { records: 1000, bytes: 1e9 }); got += p.records.length; for (const r of p.records) keys.add(r.itemKey); after = p.records.at(-1)?.sequenceNumber ?? after; if (!p.isBehind) break; }
console.log('in stream', got, keys.size, 'kinesis', stack.firehose.status('tributary-dev-chat-by-time').recordsRead);
const t = performance.now();
await stack.stop();
console.log('stopped in', performance.now() - t);
client.destroy();
if (!process.env.KEEP) rmSync(root, { recursive: true }); else console.log(root);
