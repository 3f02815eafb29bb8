// A plugin of the framework, for `sls invoke local` alone. By itself the framework asks CloudFormation for each `Ref` in a
// function's environment, so that it needs a deployed stack even where the function needs none; and it refuses whatever is no
// `Ref`, and `AWS::AccountId`. Names in this service are fixed: here they are worked out as the local stack works them out.

import { resolve } from 'node:path';

/** Hooks that fill in `environment` come with the command's first step; this must be there before. */
export default class InvokeLocal {
  constructor(serverless, options) {
    this.hooks = {
      async initialize() {
        if (serverless.processedInput.commands.join(' ') !== 'invoke local') return;
        const invoked = serverless.service.functions[options.function];
        if (invoked) invoked.environment = await resolved(invoked.environment ?? {}, serverless);
      },
    };
  }
}

/** The variables with every intrinsic function worked out. */
async function resolved(environment, serverless) {
  // Only the laptop has this folder: the packaging of a copy does without.
  const { resolveTemplate } = await import('../local/template/resolve.ts');
  const { resourceIdentities } = await import('../local/template/resource-types.ts');
  const provider = serverless.getProvider('aws');
  const Resources = {};
  for (const [id, { Type, Properties }] of Object.entries(serverless.service.resources.Resources)) {
    const name = resourceIdentities[Type]?.nameProperty?.split('.')[0];
    // Nothing else of a resource is needed to name it, and its function may be named nowhere yet.
    if (name) Resources[id] = { Type, Properties: { [name]: Properties?.[name] } };
  }
  const Outputs = {};
  for (const [name, Value] of Object.entries(environment)) Outputs[name] = { Value };
  // A file that is packaged beside the code. The framework runs the code elsewhere, without it.
  const { GEOIP_DATABASE: database } = environment;
  if (database) Outputs.GEOIP_DATABASE = { Value: resolve(serverless.serviceDir, database) };
  const { outputs } = resolveTemplate(
    { Resources, Outputs },
    {
      accountId: await accountId(provider),
      region: provider.getRegion(),
      stackName: provider.naming.getStackName(),
      endpointUrl: process.env.AWS_ENDPOINT_URL,
    },
  );
  return outputs;
}

/** Whose resources are meant: the local stack's, or those of whoever has credentials. Without either, the function finds nothing. */
async function accountId(provider) {
  const { LOCAL_ACCOUNT_ID } = await import('../local/place.ts');
  if (process.env.AWS_ENDPOINT_URL) return LOCAL_ACCOUNT_ID;
  return provider.getAccountId().catch(() => LOCAL_ACCOUNT_ID);
}
