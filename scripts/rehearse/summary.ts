import type { Rehearsal } from './rehearse.ts';

/**
 * Types of which moto's CloudFormation makes nothing, or not all. They are accepted: their properties are read, their names and
 * ARNs can be referred to, and no service of moto holds them.
 */
export const acceptedOnly = [
  'AWS::Athena::NamedQuery',
  'AWS::Athena::WorkGroup',
  'AWS::CloudWatch::Alarm',
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Logs::LogStream',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
];

/** What a rehearsal showed, in lines, and whether it failed: a command ended in error, or a resource is missing or left behind. */
export function summary({ deploy, remove, types, left, unasked }: Rehearsal): { lines: string[]; failed: boolean } {
  if (deploy.code !== 0 || !remove) {
    return { lines: [`rehearse: sls deploy ended with ${deploy.code}.`], failed: true };
  }
  const created = types.filter((one) => one.created === one.declared);
  const missing = types.filter((one) => one.created < one.declared && !acceptedOnly.includes(one.type));
  const accepted = types.filter((one) => one.created < one.declared && acceptedOnly.includes(one.type));
  const count = (list: typeof types) => list.reduce((sum, { declared }) => sum + declared, 0);
  const names = (list: typeof types) => list.map(({ type, declared }) => `  ${String(declared).padStart(3)} ${type}`);
  return {
    lines: [
      `rehearse: sls deploy took ${deploy.seconds.toFixed(0)} s, sls remove ${remove.seconds.toFixed(0)} s.`,
      `rehearse: moto created ${count(created)} resources of ${created.length} types, found through their own APIs:`,
      ...names(created),
      `rehearse: moto only accepted ${count(accepted)} resources of ${accepted.length} types, which its CloudFormation cannot create:`,
      ...names(accepted),
      ...missing.map(({ type, declared, created }) => `rehearse: of ${declared} ${type} only ${created} were found.`),
      ...unasked.map((type) => `rehearse: nobody asked for ${type}: say in inventory.py how to.`),
      remove.code === 0
        ? `rehearse: after sls remove ${left.length === 0 ? 'nothing is left' : `these are left: ${left.join(', ')}`}.`
        : `rehearse: sls remove ended with ${remove.code}.`,
    ],
    failed: remove.code !== 0 || missing.length > 0 || left.length > 0 || unasked.length > 0,
  };
}
