/** A chat message as the table's change records carry it; `attributes` replace or add to it. */
export function chatImage(attributes: Record<string, unknown> = {}) {
  return {
    LivestreamID: { S: 'live-1' },
    UID: { N: '16402761150981234' },
    UserID: { S: 'u-7' },
    Nickname: { S: '민지' },
    Message: { S: 'hello 👋' },
    MessageType: { S: 'CHAT' },
    CreatedAt: { S: '2021-12-23T16:15:15.098Z' },
    ...attributes,
  };
}

interface ChangeFields {
  /** Fields of the envelope. */
  envelope?: Record<string, unknown>;
  /** Fields of the envelope's `dynamodb`. */
  dynamodb?: Record<string, unknown>;
}

/** An INSERT of {@link chatImage} as DynamoDB writes it to Kinesis with microseconds; the fields given replace its own. */
export function chatChange({ envelope = {}, dynamodb = {} }: ChangeFields = {}) {
  const image = chatImage();
  return {
    awsRegion: 'us-east-1',
    eventID: '7f1b6a52-3a5c-4a0e-8c1e-0d6d1a4a3f10',
    eventName: 'INSERT',
    userIdentity: null as unknown,
    recordFormat: 'application/json',
    tableName: 'tributary-dev-chat',
    dynamodb: {
      ApproximateCreationDateTime: 1_640_276_115_098_123,
      Keys: { LivestreamID: image.LivestreamID, UID: image.UID },
      NewImage: image,
      SizeBytes: 137,
      ApproximateCreationDateTimePrecision: 'MICROSECOND',
      ...dynamodb,
    } as Record<string, unknown>,
    eventSource: 'aws:dynamodb',
    ...envelope,
  };
}

/** The row of {@link chatChange}. */
export const chatRow =
  '{"LivestreamID":"live-1","UID":16402761150981234,"UserID":"u-7","Nickname":"민지","Message":"hello 👋","MessageType":"CHAT",' +
  '"CreatedAt":"2021-12-23T16:15:15.098Z","EventID":"7f1b6a52-3a5c-4a0e-8c1e-0d6d1a4a3f10","EventName":"INSERT",' +
  '"EventTime":"2021-12-23T16:15:15.098123Z"}\n';

/** Base64 of text, of bytes, or of anything else as JSON. */
export function toBase64(content: unknown): string {
  if (content instanceof Uint8Array) return Buffer.from(content).toString('base64');
  return Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)).toString('base64');
}
