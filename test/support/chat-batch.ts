const image = {
  LivestreamID: { S: 'live-1' },
  UID: { N: '9223372036854775807' },
  UserID: { S: 'u-7' },
  Nickname: { S: 'viewer 7' },
  Message: { S: 'hello' },
  MessageType: { S: 'CHAT' },
  CreatedAt: { S: '2021-12-23T16:15:15.098Z' },
};

const change = {
  eventID: '7f1b6a52-3a5c-4a0e-8c1e-0d6d1a4a3f10',
  eventName: 'INSERT',
  dynamodb: {
    ApproximateCreationDateTime: 1_640_276_115_098_123,
    ApproximateCreationDateTimePrecision: 'MICROSECOND',
    NewImage: image,
  },
};

/** Firehose's event for a batch of one good change of a chat message and one record that is none. */
export function chatBatch() {
  const record = (recordId: string, data: string) => ({
    recordId,
    approximateArrivalTimestamp: 1_640_276_116_000,
    data: Buffer.from(data).toString('base64'),
  });
  return {
    invocationId: 'invocation-1',
    deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/tributary-dev-chat-by-time',
    region: 'us-east-1',
    records: [record('good', JSON.stringify(change)), record('bad', 'no JSON')],
  };
}
