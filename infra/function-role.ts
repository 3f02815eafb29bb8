import { functionIds, physicalName } from './delivery-stream/names.ts';
import type { CloudFormationResource } from './framework.ts';
import type { Tag } from './tags.ts';

export interface Statement {
  Sid: string;
  Effect: 'Allow';
  Action: string[];
  Resource: unknown[];
  Condition?: Record<string, unknown>;
}

/**
 * The role of a function: to write to its own log, and what else is named. Its log group's ARN ends in `:*`, as its log
 * streams' do. Policies lie inside the role, since a policy resource of its own may come too late.
 */
export function functionRole(
  name: string,
  stage: string,
  tags: Tag[],
  others: { name: string; statements: Statement[] }[] = [],
): CloudFormationResource {
  const log: Statement = {
    Sid: 'Log',
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: [{ 'Fn::GetAtt': [functionIds(name).functionLogGroup, 'Arn'] }],
  };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      Description: `Function ${physicalName(stage, name)}.`,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ name: 'log', statements: [log] }, ...others].map(({ name, statements }) => ({
        PolicyName: name,
        PolicyDocument: { Version: '2012-10-17', Statement: statements },
      })),
      Tags: tags,
    },
  };
}
