import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { highestOf } from '../highest.ts';
import { judge, look } from '../look.ts';
import type { Check } from '../stage.ts';

const NEAR = 0.8;

/** All functions of an account share its concurrency. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html */
export const checkConcurrency: Check = async ({ deployed }) => {
  const where = 'account';
  const seen = await look(async () => {
    const { AccountLimit } = await deployed.client(LambdaClient).send(new GetAccountSettingsCommand({}));
    const [highest] = await highestOf(deployed, [
      { namespace: 'AWS/Lambda', name: 'ConcurrentExecutions', dimensions: {} },
    ]);
    return { limit: AccountLimit?.ConcurrentExecutions ?? 0, highest: highest ?? 0 };
  });
  const question = { where, what: "quota of functions' concurrency", byHand: 'aws lambda get-account-settings' };
  return judge(seen, question, undefined, ({ limit, highest }) => {
    if (highest < NEAR * limit) return [];
    const what = `ran ${highest} functions at a time within a day, of ${limit} that its quota allows: calls of the transforms may be refused`;
    const mend =
      'Have the quota "concurrent executions" raised, or reserve some for the transforms (docs/runbook.md#function-throttled).';
    return [{ severity: 'warning', where, what, mend }];
  });
};
