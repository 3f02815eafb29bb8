import {
  type EventSourceMappingConfiguration,
  GetFunctionCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import type { Deployed } from '../deployed/connect.ts';
import { UserError } from '../output.ts';

/** Short name of the function that tells subscribers of changes; of its failures, `errors` says the same. */
export const fanOutName = 'ddb-fanout';

/** The deployed fan-out, as Lambda describes it. */
export interface DeployedFanOut {
  functionName: string;
  /** Its environment: where it leads, and where what it could not tell lies. */
  variables: Record<string, string>;
  mappings: { id: string; state: string; lastResult: string }[];
}

/** Undefined for a stage without one (`fanOut: false`). */
export async function fanOutOf(deployed: Deployed): Promise<DeployedFanOut | undefined> {
  const functionName = deployed.physicalName(fanOutName);
  const lambda = deployed.client(LambdaClient);
  try {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: functionName }));
    return {
      functionName,
      variables: Configuration?.Environment?.Variables ?? {},
      mappings: (await mappingsOf(lambda, functionName)).map(
        ({ UUID = '', State = '?', LastProcessingResult = '' }) => ({
          id: UUID,
          state: State,
          lastResult: LastProcessingResult,
        }),
      ),
    };
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** Throws {@link UserError} for a stage without one. */
export async function mustHaveFanOut(deployed: Deployed): Promise<DeployedFanOut> {
  const fanOut = await fanOutOf(deployed);
  if (fanOut) return fanOut;
  throw new UserError(
    `Stage ${deployed.stage} at ${deployed.place} has no function ${deployed.physicalName(fanOutName)}: it was deployed with the parameter fanOut=false, or is another stage (--stage).`,
  );
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html */
async function mappingsOf(lambda: LambdaClient, functionName: string): Promise<EventSourceMappingConfiguration[]> {
  const mappings: EventSourceMappingConfiguration[] = [];
  let Marker: string | undefined;
  do {
    const page = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: functionName, Marker }));
    mappings.push(...(page.EventSourceMappings ?? []));
    Marker = page.NextMarker;
  } while (Marker);
  return mappings;
}
