import { LOCAL_ACCOUNT_ID } from '../../../local/place.ts';
import { functionConfig } from '../../../local/provision.ts';
import type { LocalStack } from '../../../local/stack.ts';
import { loadPackagedService, resolvePackagedService } from '../../../local/template/load.ts';

/**
 * Puts the functions of a package in the place of those that run, as a deployment does: what is under way ends as it began.
 * Answers how many.
 */
export async function deployFunctions({ lambda }: LocalStack, packageDirectory: string): Promise<number> {
  const packaged = loadPackagedService(packageDirectory);
  const { resources } = resolvePackagedService(packaged, LOCAL_ACCOUNT_ID);
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  await Promise.all(functions.map((each) => lambda.deploy(functionConfig(each, packaged))));
  return functions.length;
}
