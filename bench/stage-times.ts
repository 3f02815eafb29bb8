import type { Profiler } from 'node:inspector';

/** Which part of the stack a source file is, by the first that matches. */
const stages: [pattern: RegExp, stage: string][] = [
  [/local\/dynamodb\/(replicator|outbox|change-log|kinesis-record)/, 'dynamodb: changes to the stream'],
  [/local\/dynamodb\/|node_modules\/(dynalite|abstract-level|classic-level|levelup)/, 'dynamodb: requests and store'],
  [/local\/kinesis\/(operations\/put|blob)/, 'kinesis: put requests'],
  [/local\/kinesis\//, 'kinesis: log'],
  [/local\/firehose\/transform-event/, 'firehose: events for the transform'],
  [/local\/firehose\/(answer|verdicts)/, 'firehose: answers of the transform'],
  [/local\/firehose\/(object-body|delivery|object-writer|partitions)/, 'firehose: rows to objects'],
  [/local\/firehose\//, 'firehose: reading and the rest'],
  [/local\/lambda\//, 'lambda: handing over'],
  [/local\/s3\//, 's3'],
  [/local\/wire\//, 'wire: HTTP and JSON'],
  [/local\/cloudwatch\//, 'cloudwatch'],
];
const OTHER = 'Node itself, outside any of them';

/** Seconds of a profile by stage, most first; a function of a library or of Node counts for the nearest file of ours that called it. */
export function stageTimes({
  nodes,
  samples = [],
  timeDeltas = [],
}: Profiler.Profile): [stage: string, seconds: number][] {
  const stageOf = new Map<number, string>();
  const visit = (id: number, inherited: string): void => {
    const { callFrame, children = [] } = byId.get(id)!;
    const own = ownStage(callFrame) ?? inherited;
    stageOf.set(id, own);
    for (const child of children) visit(child, own);
  };
  const byId = new Map(nodes.map((node) => [node.id, node]));
  visit(nodes[0]!.id, OTHER);
  const times = new Map<string, number>();
  samples.forEach((id, at) => {
    const stage = stageOf.get(id)!;
    times.set(stage, (times.get(stage) ?? 0) + timeDeltas[at]! / 1e6);
  });
  times.delete('idle');
  return [...times].sort((a, b) => b[1] - a[1]);
}

function ownStage({ functionName, url }: Profiler.Profile['nodes'][number]['callFrame']): string | undefined {
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'garbage collection';
  return stages.find(([pattern]) => pattern.test(url))?.[1];
}
