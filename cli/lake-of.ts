import { join } from 'node:path';
import { type Lake, openLake } from '../lake/database.ts';
import { lastKnownTimeOf } from '../local/data-directory.ts';
import { LOCAL_ACCOUNT_ID } from '../local/place.ts';
import { loadPackagedService, resolvePackagedService } from '../local/template/load.ts';
import type { Resource } from '../local/template/resolve.ts';
import { packageDirectoryOf } from './local-stack.ts';
import { UserError } from './output.ts';
import { tablesOf } from './tables.ts';

/** Opens the lake of a data directory, whether or not its stack is running. Saved queries that make views have been run. */
export async function openLakeOf(data: string): Promise<Lake> {
  const lastKnownTime = lastKnownTimeOf(data);
  if (lastKnownTime === undefined) {
    throw new UserError(
      `There is no lake in ${data}. Run \`npm run demo\` first, or name the data directory of a stack with --data.`,
    );
  }
  const { resources } = resolvePackagedService(loadPackagedService(packageDirectoryOf(data)), LOCAL_ACCOUNT_ID);
  // An accelerated stack's clock is ahead of the wall.
  return openLakeOn(resources, join(data, 's3'), () => Math.max(Date.now(), lastKnownTime));
}

/** The lake of a template's tables and views, over the buckets under `s3Directory`. */
export function openLakeOn(resources: Resource[], s3Directory: string, now: () => number): Promise<Lake> {
  const views = resources
    .filter(({ type }) => type === 'AWS::Athena::NamedQuery')
    .map(({ properties }) => String(properties.QueryString))
    .filter((sql) => /^CREATE\s+(OR\s+REPLACE\s+)?VIEW\b/im.test(sql));
  return openLake({ tables: tablesOf(resources), bucketDirectory: (bucket) => join(s3Directory, bucket), views, now });
}
