import type { StackEvent } from '../../local/services.ts';
import { openLocalStack } from '../local-stack.ts';
import { createProgress } from '../output.ts';

export interface UpOptions {
  stage: string;
  data: string;
  port: number;
  accelerate: number;
  package?: string;
  param?: Record<string, string>;
}

export async function up(options: UpOptions): Promise<void> {
  const gaps: NotHonoured[] = [];
  const stack = await openLocalStack({ ...options, params: options.param }, createProgress(false), (event) => {
    if (event.type === 'not-honoured') gaps.push(event);
    else for (const line of statusLine(event)) console.log(line);
  });
  console.log(['', 'Without effect locally:', ...gapLines(gaps)].join('\n'));
  if (options.accelerate !== 1) {
    const seconds = (60 / options.accelerate).toFixed(1);
    console.log(`\nThe clock runs ${options.accelerate} times faster: a minute's buffer takes ${seconds} s.`);
  }
  console.log(`
Ready. Every AWS service answers at ${stack.url}; objects lie under ${options.data}/s3/.
Ask them from another shell: npx tributary query --data ${options.data} "select count(*) from chat_by_time"

  export AWS_ENDPOINT_URL=${stack.url} AWS_REGION=${stack.region} AWS_DEFAULT_REGION=${stack.region}
  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

Ctrl-C delivers what is buffered and stops.`);
  await interrupted();
  console.log('Stopping: delivering what is buffered …');
  await stack.stop();
  console.log('Stopped.');
}

type NotHonoured = Extract<StackEvent, { type: 'not-honoured' }>;

/** What a starting or running stack has to say, a line each. An alarm that only leaves `INSUFFICIENT_DATA` for `OK` is no news. */
function statusLine(event: Exclude<StackEvent, NotHonoured>): string[] {
  switch (event.type) {
    case 'resource':
      return [`  ✓ ${event.resource.type.padEnd(38)} ${event.resource.name}${event.note && `  ${event.note}`}`];
    case 'alarm':
      if (event.from === 'INSUFFICIENT_DATA' && event.to === 'OK') return [];
      return [`  ! alarm ${event.alarmName}: ${event.from} → ${event.to} (${event.reason})`];
    case 'warning':
      return [`  ! ${event.message}`];
  }
}

/** Properties of the template that are not honoured, a line for each reason. */
function gapLines(gaps: NotHonoured[]): string[] {
  const byReason = Map.groupBy(gaps, ({ reason }) => reason);
  return [...byReason].map(([reason, same]) => {
    const properties = same.map(
      ({ resourceType, property }) => `${resourceType.replace('AWS::', '')}${property && `.${property}`}`,
    );
    return `  – ${reason}: ${properties.join(', ')}`;
  });
}

/** Settles at the first Ctrl-C or SIGTERM; a second one ends the process as it is. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
