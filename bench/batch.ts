import { createRandom } from '../local/random.ts';

/** As many records as make a transform's largest buffer, 3 MB of data. */
export const batchRecords = 3_600;
const livestreams = 10;
const epochMs = 1_640_276_115_000;

const words = {
  english: 'where can I get this in blue does it ship today that was a good answer thank you so much'.split(' '),
  korean: '이거 파란색은 어디에서 살 수 있나요 오늘 배송되나요 좋은 답변 정말 고맙습니다 다음 방송은 언제인가요'.split(
    ' ',
  ),
};

/**
 * One Kinesis-sourced batch as Firehose sends it: mostly inserts, some edits with both images, removals by users and by
 * TTL, one record in a hundred that violates the schema, and a few that are damaged. Half of the messages are Korean. UIDs are below 2^53, so that
 * the naive handler's rounding does not show.
 */
export function createBatch(seed: number) {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const uuid = () => '00000000-0000-4000-8000-000000000000'.replace(/0/g, () => below(16).toString(16));

  function message(): string {
    const language = random() < 0.5 ? words.english : words.korean;
    return Array.from({ length: 16 + below(40) }, () => language[below(language.length)])
      .join(' ')
      .slice(0, 220);
  }

  function image(index: number) {
    return {
      LivestreamID: { S: `live-${1 + below(livestreams)}` },
      UID: { N: String((epochMs + index) * 1_000 + below(1_000)) },
      UserID: { S: `user-${below(5_000)}` },
      Nickname: { S: random() < 0.5 ? `민지${below(1_000)}` : `viewer ${below(1_000)}` },
      Message: { S: message() },
      MessageType: { S: random() < 0.97 ? 'CHAT' : 'NOTICE' },
      CreatedAt: { S: new Date(epochMs + index).toISOString() },
    };
  }

  function violate(sound: ReturnType<typeof image>): object {
    const { Message, ...rest } = sound;
    return [
      { ...sound, MessageType: { S: 'OTHER' } },
      { ...sound, UID: { N: '-1' } },
      { ...sound, Nickname: { S: '' } },
      rest,
    ][below(4)]!;
  }

  function change(index: number) {
    const sound = image(index);
    const eventName = ['REMOVE', 'MODIFY', 'MODIFY'][below(30)] ?? 'INSERT';
    const byTtl = eventName === 'REMOVE' && random() < 0.3;
    return {
      awsRegion: 'us-east-1',
      eventID: uuid(),
      eventName,
      userIdentity: byTtl ? { type: 'Service', principalId: 'dynamodb.amazonaws.com' } : null,
      recordFormat: 'application/json',
      tableName: 'tributary-prod-chat',
      dynamodb: {
        ApproximateCreationDateTime: (epochMs + index) * 1_000 + below(1_000),
        Keys: { LivestreamID: sound.LivestreamID, UID: sound.UID },
        ...(eventName !== 'REMOVE' && { NewImage: below(100) === 0 ? violate(sound) : sound }),
        ...(eventName !== 'INSERT' && { OldImage: { ...sound, Message: { S: message() } } }),
        SizeBytes: 300,
        ApproximateCreationDateTimePrecision: 'MICROSECOND',
      },
      eventSource: 'aws:dynamodb',
    };
  }

  /** One record in five hundred is no JSON, no known event, or has lost its image. */
  function damage(json: string): string {
    if (below(500) > 0) return json;
    return [json.slice(1), json.replace('"eventName":"', '"eventName":"X'), json.replace('"NewImage"', '"Image"')][
      below(3)
    ]!;
  }

  function record(index: number) {
    const sequenceNumber = `4954698668313554428650745793632162567570019247115${String(6_785_154 + index)}`;
    return {
      recordId: `${sequenceNumber}000000`,
      approximateArrivalTimestamp: epochMs + 900,
      data: Buffer.from(damage(JSON.stringify(change(index)))).toString('base64'),
      kinesisRecordMetadata: {
        sequenceNumber,
        subsequenceNumber: 0,
        partitionKey: uuid().replaceAll('-', ''),
        shardId: 'shardId-000000000000',
        approximateArrivalTimestamp: epochMs + 900,
      },
    };
  }

  return {
    invocationId: uuid(),
    sourceKinesisStreamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/tributary-prod-changes',
    deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/tributary-prod-chat-by-livestream',
    region: 'us-east-1',
    records: Array.from({ length: batchRecords }, (_, index) => record(index)),
  };
}

export type Batch = ReturnType<typeof createBatch>;
