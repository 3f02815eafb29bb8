import type { Context } from 'aws-lambda';
import { handler } from '../../functions/dlq-reprocessor/handler.ts';
import type { ReplayReport } from '../../shared/error-object-replay.ts';

/** An event for the handler; without one, the question how much memory it took. */
export interface Question {
  event?: object;
}

export interface Answer {
  report?: ReplayReport;
  error?: string;
  /** The most that was ever resident, MB. */
  residentMb?: number;
}

const context = { awsRequestId: 'soak', getRemainingTimeInMillis: () => 900_000 } as unknown as Context;

process.on('message', async ({ event }: Question) => {
  process.send!(event ? await answer(event) : { residentMb: Math.round(process.resourceUsage().maxRSS / 1024) });
});

async function answer(event: object): Promise<Answer> {
  try {
    return { report: (await handler(event, context)) as ReplayReport };
  } catch (error) {
    return { error: (error as Error).message };
  }
}
