import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Deployed } from '../deployed/connect.ts';

/** Where a function's own metrics go. */
export interface Emitter {
  namespace: string;
  service: string;
}

/** As its environment says; undefined for a function that is not there or says nothing. */
export async function emitterOf(deployed: Deployed, functionName: string): Promise<Emitter | undefined> {
  try {
    const { Configuration } = await deployed
      .client(LambdaClient)
      .send(new GetFunctionCommand({ FunctionName: functionName }));
    const { POWERTOOLS_METRICS_NAMESPACE, POWERTOOLS_SERVICE_NAME } = Configuration?.Environment?.Variables ?? {};
    if (!POWERTOOLS_METRICS_NAMESPACE || !POWERTOOLS_SERVICE_NAME) return undefined;
    return { namespace: POWERTOOLS_METRICS_NAMESPACE, service: POWERTOOLS_SERVICE_NAME };
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
