import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { resendEvent } from '../../shared/stream-record-failure.ts';
import type { Deployed } from '../deployed/connect.ts';

/** How the deployed function ended with an event: which changes it could not tell, or that it threw. */
export type Told = { ok: true; failed: string[] } | { ok: false; problem: string };

/** Hands an event to the deployed function. Throws what the call itself throws. */
export type Tell = (event: ReturnType<typeof resendEvent>) => Promise<Told>;

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createTell(deployed: Deployed, functionName: string): Tell {
  return async (event) => {
    const { FunctionError, Payload } = await deployed
      .client(LambdaClient)
      .send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }));
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString('utf8')) as Partial<Answer> | null;
    if (FunctionError !== undefined) {
      const { errorType = FunctionError, errorMessage = 'it says nothing more' } = answer ?? {};
      return { ok: false, problem: `${functionName} failed with ${errorType}: ${errorMessage}` };
    }
    // What is not an answer is no word of success.
    if (!Array.isArray(answer?.batchItemFailures)) return { ok: false, problem: `${functionName} answered nothing` };
    return { ok: true, failed: answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
  };
}

interface Answer {
  batchItemFailures: { itemIdentifier: string }[];
  errorType: string;
  errorMessage: string;
}
