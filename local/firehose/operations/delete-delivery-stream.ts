import type { FirehoseContext } from '../context.ts';

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeleteDeliveryStream.html */
export async function deleteDeliveryStream(context: FirehoseContext, input: Record<string, unknown>) {
  await context.remove(context.find(input.DeliveryStreamName).configuration.name);
  return {};
}
