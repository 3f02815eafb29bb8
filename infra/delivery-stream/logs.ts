import type { DeliveryStream } from '../delivery-streams.ts';
import type { CloudFormationResources } from '../framework.ts';
import type { Settings } from '../parameters.ts';
import type { Tag } from '../tags.ts';
import { logicalIds, physicalName } from './names.ts';

/** Logs go with the stack: their names are fixed, and a stack that finds one left behind cannot be created again. */
export const removal = { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' } as const;

/** Where Firehose says why a delivery or a call of the transform failed. It creates neither by itself. */
export function deliveryLogs(entry: DeliveryStream, settings: Settings, tags: Tag[]): CloudFormationResources {
  const ids = logicalIds(entry);
  return {
    [ids.logGroup]: {
      Type: 'AWS::Logs::LogGroup',
      ...removal,
      Properties: {
        LogGroupName: `/aws/kinesisfirehose/${physicalName(settings.stage, entry.name)}`,
        RetentionInDays: settings.logRetentionDays,
        Tags: tags,
      },
    },
    [ids.logStream]: {
      Type: 'AWS::Logs::LogStream',
      Properties: { LogGroupName: { Ref: ids.logGroup }, LogStreamName: 'DestinationDelivery' },
    },
  };
}
