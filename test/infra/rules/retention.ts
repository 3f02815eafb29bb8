import { resourceType } from '../../support/specification.ts';
import { type Rule, ruleOfEach } from './rule.ts';

/** What holds data that are nowhere else. The framework's bucket holds copies of what the repository makes. */
const irreplaceable = ['AWS::DynamoDB::Table', 'AWS::Kinesis::Stream', 'AWS::S3::Bucket'];
const replaceable = ['ServerlessDeploymentBucket'];

export const retentionRules: Rule[] = [
  {
    name: 'what holds data or history says what becomes of it when it leaves the stack, and when it is replaced',
    *violations({ template }) {
      for (const [logicalId, { Type, DeletionPolicy, UpdateReplacePolicy }] of Object.entries(template.Resources)) {
        if (!resourceType(Type).isStateful) continue;
        if (!DeletionPolicy) yield `${logicalId} has no DeletionPolicy`;
        if (!UpdateReplacePolicy) yield `${logicalId} has no UpdateReplacePolicy`;
      }
    },
  },
  {
    name: 'in prod what holds data that are nowhere else outlives the stack',
    *violations({ template, stage }) {
      if (stage !== 'prod') return;
      for (const [logicalId, { Type, ...policies }] of Object.entries(template.Resources)) {
        if (!irreplaceable.includes(Type) || replaceable.includes(logicalId)) continue;
        const { DeletionPolicy, UpdateReplacePolicy } = policies;
        if (DeletionPolicy === 'Delete' || UpdateReplacePolicy === 'Delete') yield `${logicalId} does not`;
      }
    },
  },
  ruleOfEach('AWS::DynamoDB::Table', 'every table can be brought back to any second', function* (properties) {
    const recovery = properties.PointInTimeRecoverySpecification as
      | { PointInTimeRecoveryEnabled?: boolean }
      | undefined;
    if (!recovery?.PointInTimeRecoveryEnabled) yield 'cannot';
  }),
  ruleOfEach('AWS::DynamoDB::Table', 'in prod no table can be deleted by mistake', function* (properties, { stage }) {
    if (stage === 'prod' && properties.DeletionProtectionEnabled !== true) yield 'can';
  }),
];
