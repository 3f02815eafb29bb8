import { createClients, type Target } from './target.ts';

/** The name that stands for AWS itself, whose services have an endpoint each. */
const AWS = 'aws';

/**
 * A target that is there already, described by the environment. Undefined without `CONTRACT_ENDPOINT`.
 *
 * - `CONTRACT_ENDPOINT`: a URL, or `aws` for AWS itself with the credentials and the region that the SDK finds.
 * - `CONTRACT_BUCKET`: a bucket for objects under `contract-…`; they are left there.
 * - `CONTRACT_ROLE_ARN`: the role of the delivery streams.
 * - `CONTRACT_TRANSFORM_ARN`, `CONTRACT_SLOW_TRANSFORM_ARN`: two functions made of `scripted-transform.cjs` with the handler
 *   `scripted-transform.handler`, a timeout of 1 and of 900 seconds, and write access to the bucket.
 * - `CONTRACT_GLUE_TABLE`, not needed: `<database>.<table>` with the columns of `conversion-table.ts`; the role may read it.
 */
export function remoteTarget(environment: NodeJS.ProcessEnv): Target | undefined {
  const endpoint = environment.CONTRACT_ENDPOINT;
  if (!endpoint) return undefined;
  const region = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1';
  const config = endpoint === AWS ? { region } : { region, endpoint };
  const clients = createClients(config);
  return {
    ...clients,
    name: endpoint,
    config,
    bucket: needed(environment, 'CONTRACT_BUCKET'),
    roleArn: needed(environment, 'CONTRACT_ROLE_ARN'),
    transformArn: needed(environment, 'CONTRACT_TRANSFORM_ARN'),
    slowTransformArn: needed(environment, 'CONTRACT_SLOW_TRANSFORM_ARN'),
    ...conversionTable(environment.CONTRACT_GLUE_TABLE),
    now: Date.now,
    pollMs: 5_000,
    patienceMs: 20 * 60_000,
    async close() {
      clients.destroy();
    },
  };
}

function conversionTable(given: string | undefined): Pick<Target, 'conversionTable'> {
  const [DatabaseName, TableName] = given?.split('.') ?? [];
  return DatabaseName && TableName ? { conversionTable: { DatabaseName, TableName } } : {};
}

function needed(environment: NodeJS.ProcessEnv, name: string): string {
  const value = environment[name];
  if (!value)
    throw new Error(`${name} must be set beside CONTRACT_ENDPOINT; test/contract/remote-target.ts says to what.`);
  return value;
}
