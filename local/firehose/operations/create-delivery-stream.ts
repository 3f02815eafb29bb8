import type { FirehoseContext } from '../context.ts';

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html */
export async function createDeliveryStream(context: FirehoseContext, input: Record<string, unknown>) {
  return { DeliveryStreamARN: await context.create(input) };
}
