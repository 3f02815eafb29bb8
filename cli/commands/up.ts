import type { StackEvent } from '../../local/stack.ts';
import { openLocalStack } from '../local-stack.ts';
import { createProgress } from '../output.ts';

export interface UpOptions {
  stage: string;
  data: string;
  port: number;
  accelerate: number;
  package?: string;
}

export async function up(options: UpOptions): Promise<void> {
  const stack = await openLocalStack(options, createProgress(false), (event) => console.log(statusLine(event)));
  if (options.accelerate !== 1)
    console.log(
      `The clock runs ${options.accelerate} times faster: a minute's buffer takes ${(60 / options.accelerate).toFixed(1)} s.`,
    );
  console.log(`
Ready. Every AWS service answers at ${stack.url}; objects lie under ${options.data}/s3/.

  export AWS_ENDPOINT_URL=${stack.url} AWS_REGION=${stack.region} AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local

Ctrl-C delivers what is buffered and stops.`);
  await interrupted();
  console.log('Stopping: delivering what is buffered …');
  await stack.stop();
  console.log('Stopped.');
}

/** One line for each thing that a starting or running stack has to say. */
export function statusLine(event: StackEvent): string {
  switch (event.type) {
    case 'resource':
      return `  ✓ ${event.resource.type.padEnd(38)} ${event.resource.name}${event.note ? `  ${event.note}` : ''}`;
    case 'not-honoured':
      return `  – not honoured locally: ${event.resourceType}${event.property && `.${event.property}`} (${event.reason})`;
    case 'alarm':
      return `  ! alarm ${event.alarmName}: ${event.from} → ${event.to} (${event.reason})`;
    case 'warning':
      return `  ! ${event.message}`;
  }
}

/** Settles at the first Ctrl-C or SIGTERM; a second Ctrl-C ends the process as it is. */
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
