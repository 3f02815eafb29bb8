import * as z from 'zod';
import { firehoseTransformSecondsMax } from '../shared/limits.ts';
import { logicalIds, physicalName } from './delivery-stream/names.ts';
import type { DeliveryStream } from './delivery-streams.ts';
import { type CloudFormationResource, ConfigurationError } from './framework.ts';
import type { Settings } from './settings.ts';
import type { Tag } from './tags.ts';

/** What a transform's `function.yml` holds: all that its functions have in common. */
const functionFile = z.looseObject({
  handler: z.string(),
  timeout: z.number().max(firehoseTransformSecondsMax),
  environment: z.looseObject({ POWERTOOLS_SERVICE_NAME: z.string(), POWERTOOLS_METRICS_NAMESPACE: z.string() }),
});
export type FunctionFile = z.infer<typeof functionFile>;

/** Throws {@link ConfigurationError}. */
export function readFunctionFile(path: string, content: unknown): FunctionFile {
  const parsed = functionFile.safeParse(content);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new ConfigurationError(`${path}: ${mistakes.join('; ')}.`);
}

/** The entry under `functions` for a delivery stream's transform. */
export function transformFunction(entry: DeliveryStream, { stage }: Settings, file: FunctionFile) {
  return {
    ...file,
    name: physicalName(stage, entry.transform.name),
    description: `Transforms the records of ${physicalName(stage, entry.name)}.`,
    role: logicalIds(entry).functionRole,
    environment: {
      ...file.environment,
      DATASET: entry.dataset.name,
      DELIVERY_STREAM: entry.name,
      PARTITION_KEYS: entry.layout.by === 'keys' ? entry.layout.keys.join(',') : '',
    },
  };
}

/** A transform may write to its own log and do nothing else. Its log group's ARN ends in `:*`, as its log streams' do. */
export function transformRole(entry: DeliveryStream, { stage }: Settings, tags: Tag[]): CloudFormationResource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Description: `Function ${physicalName(stage, entry.transform.name)}.`,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'log',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'Log',
                Effect: 'Allow',
                Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: [{ 'Fn::GetAtt': [logicalIds(entry).functionLogGroup, 'Arn'] }],
              },
            ],
          },
        },
      ],
      Tags: tags,
    },
  };
}
