import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { ReplayReport, ReplayRequest } from '../../shared/error-object-replay.ts';
import type { Deployed } from '../deployed/connect.ts';
import { UserError } from '../output.ts';

/** Calls the deployed function once. Throws {@link UserError} with what it threw. */
export type Reprocess = (request: ReplayRequest) => Promise<ReplayReport>;

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function createReprocess(deployed: Deployed): Reprocess {
  const FunctionName = deployed.physicalName('dlq-reprocessor');
  const lambda = deployed.client(LambdaClient);
  return async (request) => {
    const { FunctionError, Payload } = await lambda.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(request) }),
    );
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString('utf8')) as ReplayReport & Thrown;
    if (FunctionError === undefined) return answer;
    const { errorType = FunctionError, errorMessage = 'it says nothing more' } = answer;
    if (errorType === 'EventError') throw new UserError(`${FunctionName} refuses: ${errorMessage}`);
    throw new UserError(`${FunctionName} failed with ${errorType}: ${errorMessage}. Its log says more.`);
  };
}

interface Thrown {
  errorType?: string;
  errorMessage?: string;
}
