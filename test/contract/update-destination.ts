import {
  DescribeDeliveryStreamCommand,
  type ExtendedS3DestinationUpdate,
  UpdateDestinationCommand,
} from '@aws-sdk/client-firehose';
import { eventually } from './eventually.ts';
import type { Target } from './target.ts';

/** Changes a delivery stream's destination; done once the change is in force. */
export async function updateDestination(
  target: Target,
  name: string,
  update: ExtendedS3DestinationUpdate,
): Promise<void> {
  const describe = async () => {
    const { DeliveryStreamDescription } = await target.firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }),
    );
    return DeliveryStreamDescription!;
  };
  const { VersionId, Destinations } = await describe();
  await target.firehose.send(
    new UpdateDestinationCommand({
      DeliveryStreamName: name,
      CurrentDeliveryStreamVersionId: VersionId,
      DestinationId: Destinations![0]!.DestinationId,
      ExtendedS3DestinationUpdate: update,
    }),
  );
  await eventually(target, async () => ((await describe()).VersionId !== VersionId ? true : undefined));
}
