import { join } from 'node:path';
import { wipeDataDirectory } from '../../local/data-directory.ts';
import { asJson, asText, holds } from '../demo/report.ts';
import { runDemo } from '../demo/run.ts';
import { openLocalStack } from '../local-stack.ts';
import { createProgress } from '../output.ts';

export interface DemoOptions {
  livestreams: number;
  messages: number;
  seed: number;
  data: string;
  accelerate: number;
  package?: string;
  json: boolean;
}

export async function demo(options: DemoOptions): Promise<void> {
  const { livestreams, messages, seed, data, accelerate, json } = options;
  const progress = createProgress(json);
  wipeDataDirectory(data);
  const stack = await openLocalStack(
    { data, stage: 'dev', port: 0, accelerate, package: options.package },
    progress,
    (event) => {
      if (event.type === 'warning') progress.done(`! ${event.message}`);
    },
  );
  try {
    progress.done(
      `the stack is up at ${stack.url}; its clock runs ${accelerate} times faster, so a minute's buffer takes ${(60 / accelerate).toFixed(1)} s`,
    );
    const result = await runDemo(stack, { livestreams, messagesPerLivestream: messages, seed }, progress);
    console.log(json ? asJson(result) : await asText(result, stack, join(data, 's3')));
    if (!json)
      console.log(
        `\nThe objects are plain files under ${join(data, 's3')}/. Ask them: npx tributary query "select count(*) from chat_by_time"`,
      );
    if (!holds(result)) process.exitCode = 1;
  } finally {
    await stack.stop();
  }
}
