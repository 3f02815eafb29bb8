import { join } from 'node:path';
import { wipeDataDirectory } from '../../local/data-directory.ts';
import type { StackEvent } from '../../local/services.ts';
import type { LocalStack } from '../../local/stack.ts';
import { openLocalStack } from '../local-stack.ts';
import { createProgress, type Progress } from '../output.ts';

export interface DemoOptions {
  livestreams: number;
  messages: number;
  seed: number;
  data: string;
  accelerate: number;
  scenario?: 'bad-deploy' | 'access-log';
  /** Of the scenario access-log. */
  lines: number;
  package?: string;
  param?: Record<string, string>;
  json: boolean;
}

/** Runs the demo, or one of its scenarios, on a stack of its own. Exit code 1 when the sum is off. */
export async function demo(options: DemoOptions): Promise<void> {
  if (options.scenario === 'bad-deploy') return badDeploy(options);
  if (options.scenario === 'access-log') return accessLog(options);
  const { runDemo } = await import('../demo/run.ts');
  const { asJson, asText, holds } = await import('../demo/report.ts');
  await onFreshStack(options, async (stack, progress) => {
    const { data, json } = options;
    const result = await runDemo(stack, sizeOf(options), progress);
    console.log(json ? asJson(result) : await asText(result, stack, join(data, 's3')));
    if (!json) console.log(hint(data));
    if (!holds(result)) process.exitCode = 1;
  });
}

async function badDeploy(options: DemoOptions): Promise<void> {
  const { runBadDeploy } = await import('../demo/bad-deploy/scenario.ts');
  const { asJson, asText, holds } = await import('../demo/bad-deploy/result.ts');
  const { createAlarmWatch } = await import('../demo/bad-deploy/alarms.ts');
  const { createStory } = await import('../demo/bad-deploy/story.ts');
  const { data, json } = options;
  const alarmWatch = createAlarmWatch();
  const run = async (stack: LocalStack, progress: Progress) => {
    const size = sizeOf(options);
    const result = await runBadDeploy({ stack, data, size, alarmWatch, story: createStory(json), progress });
    console.log(json ? asJson(result) : `${asText(result)}\n${hint(data)}`);
    if (!holds(result)) process.exitCode = 1;
  };
  await onFreshStack(options, run, alarmWatch.hear);
}

async function accessLog(options: DemoOptions): Promise<void> {
  const { explainedFailures, parquetQuery, runAccessLog } = await import('../demo/access-log/scenario.ts');
  const { asJson, asText, holds } = await import('../demo/access-log/result.ts');
  const { data, lines, seed, json } = options;
  const run = async (stack: LocalStack, progress: Progress) => {
    const result = await runAccessLog({ stack, data, lines, seed, progress });
    const parts = async () => [
      await explainedFailures(stack),
      await parquetQuery(stack, data),
      hint(data, 'access_log'),
    ];
    console.log(json ? asJson(result) : [asText(result), ...(await parts())].join('\n'));
    if (!holds(result)) process.exitCode = 1;
  };
  await onFreshStack({ ...options, param: { ...options.param, accessLog: 'true' } }, run);
}

async function onFreshStack(
  { data, accelerate, json, package: packaged, param }: DemoOptions,
  work: (stack: LocalStack, progress: Progress) => Promise<void>,
  onEvent: (event: StackEvent) => void = () => {},
): Promise<void> {
  const progress = createProgress(json);
  wipeDataDirectory(data);
  const stack = await openLocalStack(
    { data, stage: 'dev', port: 0, accelerate, package: packaged, params: param },
    progress,
    (event) => {
      if (event.type === 'warning') progress.done(`! ${event.message}`);
      onEvent(event);
    },
  );
  try {
    const seconds = (60 / accelerate).toFixed(1);
    progress.done(
      `the stack is up at ${stack.url}; its clock runs ${accelerate} times faster, so a minute's buffer takes ${seconds} s`,
    );
    await work(stack, progress);
  } finally {
    await stack.stop();
  }
}

const sizeOf = ({ livestreams, messages, seed }: DemoOptions) => ({
  livestreams,
  messagesPerLivestream: messages,
  seed,
});

const hint = (data: string, table = 'chat_by_time'): string =>
  `\nThe objects are plain files under ${join(data, 's3')}/. Ask them: npx tributary query --data ${data} "select count(*) from ${table}"`;
