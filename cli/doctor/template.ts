import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { loadPackagedService, type PackagedService, resolvePackagedService } from '../../local/template/load.ts';
import type { Resource } from '../../local/template/resolve.ts';
import type { Deployed } from '../deployed/connect.ts';
import { UserError } from '../output.ts';
import { packageService } from '../package-service.ts';
import { look } from './look.ts';
import type { Stage } from './stage.ts';

/** Hands what `sls package` writes for the stage to `use`: the given directory, or one that is made now and removed afterwards. */
export async function withPackage<T>(
  stage: string,
  given: string | undefined,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  if (given !== undefined) return await use(given);
  const directory = mkdtempSync(join(tmpdir(), 'tributary-doctor-'));
  try {
    await packageService(stage, directory);
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The template with every intrinsic function worked out for where the stage really is. Throws {@link UserError} when it is nowhere. */
export async function stageOf(deployed: Deployed, packageDirectory: string, isAws: boolean): Promise<Stage> {
  const packaged = loadPackagedService(packageDirectory);
  const { accountId, region } = await placeOf(deployed, packaged);
  const url = isAws ? undefined : deployed.place;
  const { resources } = resolvePackagedService({ ...packaged, region }, accountId, url);
  return { deployed, isAws, resources, packageDirectory };
}

/** Account and region, told by the ARN of whichever main resource is there. */
async function placeOf(deployed: Deployed, packaged: PackagedService): Promise<{ accountId: string; region: string }> {
  const nobody = '000000000000';
  const { resources } = resolvePackagedService(packaged, nobody, deployed.place);
  if (!resources.some(({ name }) => name.startsWith(deployed.physicalName('')))) {
    throw new UserError(
      `${packaged.directory} is a package of another stage than ${deployed.stage}. Name the stage with --stage.`,
    );
  }
  for (const [type, ask] of Object.entries(ARN_OF)) {
    for (const { name } of resources.filter((resource: Resource) => resource.type === type)) {
      const seen = await look(() => ask(deployed, name));
      const [, , , region, accountId] = 'answer' in seen ? (seen.answer ?? '').split(':') : [];
      if (region && accountId) return { region, accountId };
    }
  }
  throw new UserError(
    `Nothing of stage ${deployed.stage} is at ${deployed.place}: neither its table, nor its stream, nor a delivery stream. Deploy it, or name the stage with --stage.`,
  );
}

const ARN_OF: Record<string, (deployed: Deployed, name: string) => Promise<string | undefined>> = {
  'AWS::DynamoDB::Table': async (deployed, TableName) =>
    (await deployed.client(DynamoDBClient).send(new DescribeTableCommand({ TableName }))).Table?.TableArn,
  'AWS::Kinesis::Stream': async (deployed, StreamName) =>
    (await deployed.client(KinesisClient).send(new DescribeStreamSummaryCommand({ StreamName })))
      .StreamDescriptionSummary?.StreamARN,
  'AWS::KinesisFirehose::DeliveryStream': async (deployed, DeliveryStreamName) =>
    (await deployed.client(FirehoseClient).send(new DescribeDeliveryStreamCommand({ DeliveryStreamName })))
      .DeliveryStreamDescription?.DeliveryStreamARN,
};
