import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { SNSClient } from '@aws-sdk/client-sns';
import { bundleFunction } from '../test/support/bundle-function.ts';
import { batchRecords, createStreamBatch, type StreamBatch } from './ddb-fanout-batch.ts';
import { createNaiveHandler } from './ddb-fanout-naive-handler.ts';
import { createRecordingClients, type Sent } from './ddb-fanout-recording.ts';
import { comparePaired } from './paired.ts';
import { measureMemoryMb } from './processes.ts';
import { comparisonText, print, quietly } from './report.ts';

/**
 * The fan-out, bundled as it deploys and with its telemetry, against the naive handler: `npm run bench`. Twice: through the SDK's clients
 * to an endpoint that takes everything at once, and with clients that take it in memory, which is what the handlers themselves need.
 */
type Handler = (event: StreamBatch) => Promise<unknown>;
type Require = (name: string) => unknown;
type Modules = Record<string, Record<string, unknown>>;

const seed = 2_022;
const memoryBatches = 40;
const names = {
  EventBusName: 'tributary-bench-changes',
  TopicArn: 'arn:aws:sns:us-east-1:000000000000:tributary-bench-moderation',
  DeliveryStreamName: 'tributary-bench-changes-archive',
};

Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  POWERTOOLS_SERVICE_NAME: 'ddb-fanout',
  POWERTOOLS_METRICS_NAMESPACE: 'Tributary/bench',
  LAKE_BUCKET: 'tributary-bench-lake',
  LAKE_BUCKET_OWNER: '000000000000',
  EVENT_BUS_NAME: names.EventBusName,
  MODERATION_TOPIC_ARN: names.TopicArn,
  CHANGES_ARCHIVE_NAME: names.DeliveryStreamName,
  LIVESTREAM_STREAM_NAME: 'none',
  LIVESTREAM_QUEUE_URL: 'none',
});

const nodeRequire = createRequire(import.meta.url);
const [, , mode, which, batches] = process.argv;
const endpoint = await startEndpoint();
process.env.AWS_ENDPOINT_URL = endpoint.url;
try {
  if (mode === '--memory') await printMemory(which === 'naive' ? naive('all') : await loadHandler(), Number(batches));
  else await bench();
} finally {
  endpoint.stop();
}

async function bench(): Promise<void> {
  const event = createStreamBatch(seed);
  print(`Node ${process.version}, ${cpus()[0]?.model}, ${cpus().length} CPUs, seed ${seed}`);
  print(
    `${event.Records.length} records, event ${(JSON.stringify(event).length / 1_048_576).toFixed(2)} MB; ${await sameWords(event)}`,
  );

  print('naive handler            naive                    fan-out                  ratio (middle half)');
  const conditions = { pairs: 41, warmups: 10 };
  await compare('SDK, all calls at once  ', naive('all'), await loadHandler(), event, conditions);
  await compare('SDK, one call at a time ', naive('one'), await loadHandler(), event, conditions);
  const memoryOnly = createRecordingClients();
  await compare('handler only            ', naive('all', memoryOnly), await loadHandler(memoryOnly), event, {
    pairs: 151,
    warmups: 20,
  });

  const memory = (['naive', 'tributary'] as const).map((handler) =>
    measureMemoryMb(import.meta.filename, handler, memoryBatches),
  );
  print(
    `peak memory             ${memory[0]} MB                   ${memory[1]} MB                   (${memoryBatches} batches, whole process)`,
  );
}

/** Throws unless both handlers tell every target the same entries, to the byte. */
async function sameWords(event: StreamBatch): Promise<string> {
  const [expected, actual] = await Promise.all(
    [(modules: Modules) => naive('all', modules), loadHandler].map(async (make) => {
      const sent: Sent[] = [];
      const handler = await make(createRecordingClients((entry) => sent.push(entry)));
      await quietly(() => handler(event));
      return sent;
    }),
  );
  const counts: string[] = [];
  for (const target of ['PutEventsCommand', 'PublishBatchCommand', 'PutRecordBatchCommand']) {
    const [of, as] = [expected!, actual!].map((sent) =>
      sent.filter((each) => each.target === target).map(({ entry }) => entry),
    );
    const differs = of!.findIndex((entry, index) => entry !== as![index]);
    if (differs !== -1 || of!.length !== as!.length) {
      throw new Error(`${target}: entry ${differs} differs:\n${of![differs]}\n${as![differs]}`);
    }
    counts.push(`${of!.length} ${target.replace('Command', '')}`);
  }
  return `identical entries: ${counts.join(', ')}`;
}

async function compare(
  label: string,
  baseline: Handler,
  fanOut: Handler,
  event: StreamBatch,
  conditions: { pairs: number; warmups: number },
): Promise<void> {
  const request = Buffer.from(JSON.stringify(event));
  const wholePath = (handle: Handler) => async () =>
    JSON.stringify(await handle(JSON.parse(request.toString()) as StreamBatch));
  const result = await quietly(() => comparePaired(wholePath(baseline), wholePath(fanOut), conditions));
  print(`${label}${comparisonText(result, batchRecords)}`);
}

async function printMemory(handler: Handler, count: number): Promise<void> {
  const request = JSON.stringify(createStreamBatch(seed));
  await quietly(async () => {
    for (let batch = 0; batch < count; batch += 1) await handler(JSON.parse(request) as StreamBatch);
  });
  // resourceUsage counts kilobytes.
  process.stdout.write((process.resourceUsage().maxRSS / 1_024).toFixed(0));
}

function naive(callsAtOnce: 'all' | 'one', modules?: Modules): Handler {
  const make = <Client>(name: string, Client: new (options: object) => Client): Client => {
    const replaced = modules?.[`@aws-sdk/client-${name}`]?.[Client.name] as typeof Client | undefined;
    return new (replaced ?? Client)({});
  };
  return createNaiveHandler({
    events: make('eventbridge', EventBridgeClient),
    topic: make('sns', SNSClient),
    archive: make('firehose', FirehoseClient),
    callsAtOnce,
    ...names,
  });
}

/** The function as it is deployed; with `modules` in place of what it requires by those names. */
async function loadHandler(modules: Modules = {}): Promise<Handler> {
  const { code } = await bundleFunction('functions/ddb-fanout/handler.ts');
  const module = { exports: {} as { handler: (event: StreamBatch, context: object) => Promise<unknown> } };
  const load = new Function('require', 'module', 'exports', Buffer.from(code).toString()) as (
    require: Require,
    ...more: unknown[]
  ) => void;
  load((name) => modules[name] ?? nodeRequire(name), module, module.exports);
  const context = {
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:tributary-bench-ddb-fanout',
    awsRequestId: 'bench',
    getRemainingTimeInMillis: () => 60_000,
  };
  return (event) => module.exports.handler(event, context);
}

async function startEndpoint(): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, [new URL('ddb-fanout-endpoint.ts', import.meta.url).pathname], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { url: `http://127.0.0.1:${port.toString().trim()}`, stop: () => child.stdin.end() };
}
