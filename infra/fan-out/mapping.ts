import type { CloudFormationResource } from '../framework.ts';
import type { Tag } from '../tags.ts';
import { fanOutIds } from './names.ts';

/** A batch. The function's calls take ten to five hundred entries, so that a large one costs little more time than a small one. */
const batchRecordsMax = 500;

/** How long changes are gathered: subscribers are told within a second or two. */
const gatherSeconds = 1;

/**
 * Tries after the first. Each takes the function's minute while a target stays away: the shard waits for it half an hour, and
 * goes on then; should Lambda halve such a batch, which costs no retry, with the next record. The age ends all of it.
 */
const retries = 30;

/** Older changes are given up untried. The stream keeps them for 24 hours, so that Lambda can still read them. */
export const recordAgeSecondsMax = 21_600;

/**
 * What calls the function with the table's changes. What it gives up, it puts to the lake's bucket under `aws/lambda/`, records
 * and all. Not the framework's own event: that takes any destination that is no topic for a queue.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 */
export function fanOutMapping(tags: Tag[]): CloudFormationResource {
  return {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': [fanOutIds.table, 'StreamArn'] },
      FunctionName: { Ref: fanOutIds.function },
      Enabled: true,
      // From the oldest change that the stream has: none is passed over while the mapping is being made.
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: batchRecordsMax,
      MaximumBatchingWindowInSeconds: gatherSeconds,
      // More keep the order of an item only, see docs/adr/0010.
      ParallelizationFactor: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: retries,
      MaximumRecordAgeInSeconds: recordAgeSecondsMax,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['LakeBucket', 'Arn'] } } },
      Tags: tags,
    },
  };
}
