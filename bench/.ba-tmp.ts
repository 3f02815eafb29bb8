import { comparePaired } from './paired.ts';
import { createStreamBatch } from './ddb-fanout-batch.ts';
import { createRecordingClients } from './ddb-fanout-recording.ts';
const C = (createRecordingClients() as any)['@aws-sdk/client-sns'].SNSClient;
const make = async (d: string) => {
  const [{ createFanOut }, { createLane }, { routes }, e, s, f] = await Promise.all(['fan-out', 'lane', 'routes', 'targets/event-bridge', 'targets/sns', 'targets/firehose'].map((n) => import(`../functions/${d}/${n}.ts`)));
  const t = [e.eventBridgeTarget(new C, 'b', routes[0].target), s.snsTarget(new C, 'a', routes[1].target), f.firehoseTarget(new C, 's', routes[2].target)];
  const fo = createFanOut({ lanes: t.map((x: any, i: number) => createLane(routes[i], x)), store: { put: async () => {} }, now: Date.now, wait: async () => {}, random: Math.random });
  return () => fo(JSON.parse(json), { functionArn: 'a', requestId: 'b', remainingMs: 60000 });
};
const json = JSON.stringify(createStreamBatch(2022));
console.log(await comparePaired(await make('.before-tmp'), await make('ddb-fanout'), { pairs: 301, warmups: 40 }));
