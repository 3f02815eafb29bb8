import { checkActivePartitions } from './checks/active-partitions.ts';
import { checkAlarms } from './checks/alarms.ts';
import { checkBuckets } from './checks/buckets.ts';
import { checkCatalogTables } from './checks/catalog-tables.ts';
import { checkChangeStreams } from './checks/change-streams.ts';
import { checkConcurrency } from './checks/concurrency.ts';
import { checkDeliveryStreams } from './checks/delivery-streams.ts';
import { checkEventBuses } from './checks/event-buses.ts';
import { checkEventSourceMappings } from './checks/event-source-mappings.ts';
import { checkFunctions } from './checks/functions.ts';
import { checkLogGroups } from './checks/log-groups.ts';
import { checkQueues } from './checks/queues.ts';
import { checkSchedules } from './checks/schedules.ts';
import { checkSubscriptions } from './checks/subscriptions.ts';
import { checkTables } from './checks/tables.ts';
import { checkTimeZones } from './checks/time-zones.ts';
import { checkTopics } from './checks/topics.ts';
import type { Note } from './note.ts';
import type { Check, Stage } from './stage.ts';

/** In the order of the data's way. */
const CHECKS: Check[] = [
  checkTables,
  checkChangeStreams,
  checkDeliveryStreams,
  checkCatalogTables,
  checkTimeZones,
  checkActivePartitions,
  checkFunctions,
  checkConcurrency,
  checkEventSourceMappings,
  checkEventBuses,
  checkTopics,
  checkQueues,
  checkSchedules,
  checkBuckets,
  checkAlarms,
  checkSubscriptions,
  checkLogGroups,
];

/** Types that a check above looks at. */
const LOOKED_AT = new Set([
  'AWS::CloudWatch::Alarm',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::Glue::Table',
  'AWS::Kinesis::Stream',
  'AWS::KinesisFirehose::DeliveryStream',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
]);

export interface Diagnosis {
  /** Resources of the template. */
  resources: number;
  notes: Note[];
}

const SEVERITIES: Note['severity'][] = ['error', 'warning', 'not checked'];

/** Looks at everything; the worst first, then by the data's way. */
export async function diagnose(stage: Stage): Promise<Diagnosis> {
  const notes: Note[] = [];
  for (const check of CHECKS) notes.push(...(await check(stage)));
  notes.push(...unknownTypes(stage));
  const rank = ({ severity }: Note) => SEVERITIES.indexOf(severity);
  return { resources: stage.resources.length, notes: notes.sort((a, b) => rank(a) - rank(b)) };
}

/** Nothing passes in silence: types that no check looks at are said not to be checked. */
function unknownTypes({ resources, deployed }: Stage): Note[] {
  const drift = `aws cloudformation detect-stack-drift --stack-name tributary-${deployed.stage}`;
  const counts = new Map<string, number>();
  for (const { type } of resources) if (!LOOKED_AT.has(type)) counts.set(type, (counts.get(type) ?? 0) + 1);
  if (counts.size === 0) return [];
  const where = [...counts]
    .sort()
    .map(([type, count]) => `${count} × ${type}`)
    .join(', ');
  return [{ severity: 'not checked', where, what: 'no check looks at these', mend: drift }];
}
