import type { FirehoseContext } from '../context.ts';
import { LIST_STREAMS_DEFAULT, LIST_STREAMS_MAX } from '../limits.ts';
import { createPropertyReader } from '../property-reader.ts';

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_ListDeliveryStreams.html */
export function listDeliveryStreams(context: FirehoseContext, input: Record<string, unknown>) {
  const reader = createPropertyReader(input, '', []);
  const limit = reader.number('Limit', { min: 1, max: LIST_STREAMS_MAX }) ?? LIST_STREAMS_DEFAULT;
  const after = reader.text('ExclusiveStartDeliveryStreamName') ?? '';
  const type = reader.text('DeliveryStreamType');
  const names = context
    .names()
    .filter((name) => name > after && (!type || context.find(name).configuration.source.type === type));
  return { DeliveryStreamNames: names.slice(0, limit), HasMoreDeliveryStreams: names.length > limit };
}
