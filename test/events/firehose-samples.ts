import { chatChange, chatImage, toBase64 } from '../support/change-records.ts';

export type SampleEvent = ReturnType<typeof kinesisEvent> | ReturnType<typeof directPutEvent>;

const arrivalMs = 1_640_276_116_000;
const uuid = (index: number) => `7f1b6a52-3a5c-4a0e-8c1e-${index.toString(16).padStart(12, '0')}`;

/** Events for `sls invoke local -f firehose-transform -p test/events/<name>.json`, by name. */
export function samples(): Record<string, SampleEvent> {
  return {
    'firehose-kinesis': kinesisEvent(changes()),
    'firehose-direct-put': directPutEvent(changes().slice(0, 3)),
    'firehose-failures': kinesisEvent([chatChange(), ...failures()].map(toData)),
    'firehose-ttl-removal': kinesisEvent([ttlRemoval()].map(toData)),
    'firehose-overflow': kinesisEvent(
      Array.from({ length: 12 }, (_, index) => toData(chatChange({ envelope: { eventID: uuid(index) } }))),
    ),
  };
}

/** An event of valid removals, of 4.5 MB, whose answer would be larger than the 6 MB that Lambda lets out. */
export function overflowEvent(): SampleEvent {
  const Keys = { LivestreamID: { S: 'x'.repeat(128) }, UID: { N: '1' } };
  const dynamodb = { ApproximateCreationDateTime: 0, Keys };
  const removal = (index: number) => toBase64({ eventName: 'REMOVE', eventID: String(index), dynamodb });
  return directPutEvent(Array.from({ length: 11_500 }, (_, index) => removal(index)));
}

function toData(record: unknown): string {
  return typeof record === 'string' ? record : toBase64(record);
}

/** Written, edited, removed; two livestreams; the largest number and text that needs escapes. */
function changes(): string[] {
  const edited = chatImage({ Message: { S: 'hello 👋 (edited)' } });
  const escapes = chatImage({
    LivestreamID: { S: 'live-2' },
    UID: { N: '9223372036854775807' },
    Message: { S: 'say "hi"\n\\o/ \u0007' },
    MessageType: { S: 'NOTICE' },
    NotInTheSchema: { L: [{ BOOL: true }] },
  });
  return [
    chatChange({ envelope: { eventID: uuid(1) } }),
    chatChange({
      envelope: { eventID: uuid(2), eventName: 'MODIFY' },
      dynamodb: { NewImage: edited, OldImage: chatImage() },
    }),
    chatChange({
      envelope: { eventID: uuid(3), eventName: 'REMOVE', userIdentity: null },
      dynamodb: { NewImage: undefined, OldImage: edited },
    }),
    chatChange({ envelope: { eventID: uuid(4) }, dynamodb: { Keys: {}, NewImage: escapes } }),
    chatChange({
      envelope: { eventID: uuid(5) },
      dynamodb: { ApproximateCreationDateTime: 1_640_276_115_098, ApproximateCreationDateTimePrecision: undefined },
    }),
  ].map(toBase64);
}

/** One record for every reason to fail but the response's limit, in the order in which they are tested. */
function failures(): unknown[] {
  const { Nickname: _, ...incomplete } = chatImage();
  const invalidUtf8 = Buffer.from(JSON.stringify(chatChange({ envelope: { tableName: '#' } })));
  invalidUtf8[invalidUtf8.indexOf('#')] = 0xff;
  return [
    'bm90IGNhbm9uaWNhbB==',
    invalidUtf8,
    toBase64('{"eventName":"INSERT",'),
    { eventName: 'UPDATE', eventID: uuid(1) },
    chatChange({ dynamodb: { NewImage: undefined } }),
    chatChange({ dynamodb: { NewImage: incomplete } }),
  ];
}

function ttlRemoval() {
  return chatChange({
    envelope: { eventName: 'REMOVE', userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } },
    dynamodb: { NewImage: undefined, OldImage: chatImage() },
  });
}

function kinesisEvent(data: string[]) {
  return {
    invocationId: uuid(0),
    sourceKinesisStreamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/tributary-dev-changes',
    deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/tributary-dev-chat-by-livestream',
    region: 'us-east-1',
    records: data.map((text, index) => {
      const sequenceNumber = `4954698668313554428650745793632162567570019247115678${5154 + index}`;
      return {
        recordId: `${sequenceNumber}000000`,
        approximateArrivalTimestamp: arrivalMs,
        data: text,
        kinesisRecordMetadata: {
          sequenceNumber,
          subsequenceNumber: 0,
          partitionKey: '5f4dcc3b5aa765d61d8327deb882cf99',
          shardId: 'shardId-000000000000',
          approximateArrivalTimestamp: arrivalMs,
        },
      };
    }),
  };
}

function directPutEvent(data: string[]) {
  return {
    invocationId: uuid(0),
    deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/tributary-dev-chat-by-livestream',
    region: 'us-east-1',
    records: data.map((text, index) => ({
      recordId: `4954698668313554428650745793632162567570019247115678${5154 + index}000000`,
      approximateArrivalTimestamp: arrivalMs,
      data: text,
    })),
  };
}
