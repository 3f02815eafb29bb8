import { deliveryStreamType } from '../rules/delivery-stream.ts';
import { ofType, type Subject } from '../rules/rule.ts';
import type { Request } from './matcher.ts';

/** What a role may do and must not, in words. */
export type Right = [what: string, request: Request];

const account = '000000000000';
const bucket = `arn:aws:s3:::tributary-dev-lake-${account}-us-east-1`;
const object = (action: string, key: string): Request => ({ action: `s3:${action}`, resource: `${bucket}/${key}` });
const list = (prefix?: string): Request => ({
  action: 's3:ListBucket',
  resource: bucket,
  ...(prefix !== undefined && { context: { 's3:prefix': prefix } }),
});
const on = (action: string, resource: string): Request => ({ action, resource });
const here = (service: string, name: string) => `arn:aws:${service}:us-east-1:${account}:${name}`;
const changes = here('kinesis', 'stream/tributary-dev-changes');
const table = here('dynamodb', 'table/tributary-dev-chat-messages');

/** What no role may do, whatever it is for. */
export const forbiddenToAll: Right[] = [
  [
    'read the rows of another stage',
    on('s3:GetObject', `arn:aws:s3:::tributary-prod-lake-${account}-us-east-1/chat/by-time/x`),
  ],
  [
    'write into the lake of another stage',
    on('s3:PutObject', `arn:aws:s3:::tributary-prod-lake-${account}-us-east-1/chat/by-time/x`),
  ],
  ['read the stream of another stage', on('kinesis:GetRecords', here('kinesis', 'stream/tributary-prod-changes'))],
  [
    'read the table stream of another stage',
    on('dynamodb:GetRecords', here('dynamodb', 'table/tributary-prod-chat-messages/stream/x')),
  ],
  [
    'call a function of another stage',
    on('lambda:InvokeFunction', here('lambda', 'function:tributary-prod-firehose-transform')),
  ],
  [
    'read a bucket of another account',
    on('s3:GetObject', 'arn:aws:s3:::tributary-dev-lake-111111111111-us-east-1/chat/by-time/x'),
  ],
  [
    'read a stream of another account',
    on('kinesis:GetRecords', 'arn:aws:kinesis:us-east-1:111111111111:stream/tributary-dev-changes'),
  ],
  ['read a stream of another region', on('kinesis:GetRecords', changes.replace('us-east-1', 'eu-west-1'))],
  ['read an item of the table', on('dynamodb:GetItem', table)],
  ['write an item of the table', on('dynamodb:PutItem', table)],
  ['delete an item of the table', on('dynamodb:DeleteItem', table)],
  ['put a record on the change stream', on('kinesis:PutRecord', changes)],
  ['put records on the change stream', on('kinesis:PutRecords', changes)],
  ['delete the lake', on('s3:DeleteBucket', bucket)],
  ['change who may use the lake', on('s3:PutBucketPolicy', bucket)],
  ['end old versions of objects', object('DeleteObjectVersion', 'errors/chat-by-time/x')],
  ['change when objects end', on('s3:PutLifecycleConfiguration', bucket)],
  ['delete rows', object('DeleteObject', 'chat/by-time/2026/07/13/14/x.json.gz')],
  ['delete what was replayed', object('DeleteObject', 'replayed/errors/chat-by-time/x')],
  ['read the results of queries', object('GetObject', 'athena-results/x')],
  ["list the framework's bucket", on('s3:ListBucket', 'arn:aws:s3:::tributary-dev-serverlessdeploymentbucket-x')],
  ['change a function', on('lambda:UpdateFunctionCode', here('lambda', 'function:tributary-dev-firehose-transform'))],
  [
    'change a delivery stream',
    on('firehose:UpdateDestination', here('firehose', 'deliverystream/tributary-dev-chat-by-time')),
  ],
  [
    'silence an alarm',
    on('cloudwatch:DisableAlarmActions', here('cloudwatch', 'alarm:tributary-dev-page-chat-by-time-delivery-late')),
  ],
  ['publish to the topic of alarms', on('sns:Publish', here('sns', 'tributary-dev-alarms'))],
  ['read what waits for a subscriber', on('sqs:ReceiveMessage', here('sqs', 'tributary-dev-moderation'))],
  [
    'make a log group',
    on('logs:CreateLogGroup', here('logs', 'log-group:/aws/lambda/tributary-dev-firehose-transform')),
  ],
  ['delete a log', on('logs:DeleteLogGroup', here('logs', 'log-group:/aws/lambda/tributary-dev-firehose-transform'))],
  [
    'write to the log of another stage',
    on('logs:PutLogEvents', here('logs', 'log-group:/aws/lambda/tributary-prod-firehose-transform:log-stream:x')),
  ],
  ['use the key of the alarms', on('kms:Decrypt', here('kms', 'key/AlarmTopicKey'))],
  ['change a table of the catalog', on('glue:UpdateTable', here('glue', 'table/tributary_dev/chat_by_time'))],
  ['hand on a role', on('iam:PassRole', `arn:aws:iam::${account}:role/tributary-dev-x`)],
  ['take another role', on('sts:AssumeRole', `arn:aws:iam::${account}:role/tributary-dev-x`)],
  ['make a user', on('iam:CreateUser', `arn:aws:iam::${account}:user/x`)],
];

interface Rights {
  can: Right[];
  cannot: Right[];
}

const logOf = (name: string) => here('logs', `log-group:/aws/lambda/${name}:log-stream:2026/07/13/[$LATEST]0`);

/** Of every function: its own log and no other. */
export function rightsOfFunction(name: string, others: string[]): Rights {
  return {
    can: [
      ['begin a log stream', on('logs:CreateLogStream', logOf(name))],
      ['write to its log', on('logs:PutLogEvents', logOf(name))],
    ],
    cannot: others
      .filter((other) => other !== name)
      .map((other) => [`write to the log of ${other}`, on('logs:PutLogEvents', logOf(other))]),
  };
}

/** By logical id: what a role may do and must not, beside what holds of all. */
export const rights: Record<string, Rights> = {
  DlqReprocessorRole: {
    can: [
      ['list failed records', list('errors/chat-by-time/processing-failed/')],
      ['list what is parked', list('parked/chat-by-livestream/')],
      ['list its ledger', list('ledger/chat-by-time/')],
      ['read failed records', object('GetObject', 'errors/chat-by-time/processing-failed/2026/07/13/14/x')],
      ['read its ledger', object('GetObject', 'ledger/chat-by-time/x')],
      ['take away what is replayed', object('DeleteObject', 'errors/chat-by-livestream/x')],
      ['write rows', object('PutObject', 'chat/by-livestream/LivestreamID=a/x.json.gz')],
      ['write rows by time', object('PutObject', 'chat/by-time/2026/07/13/14/x.json.gz')],
      ['park', object('PutObject', 'parked/chat-by-time/x')],
      ['keep what is replayed', object('PutObject', 'replayed/errors/chat-by-time/x')],
      [
        'send records to the twin of a log',
        on('firehose:PutRecordBatch', here('firehose', 'deliverystream/tributary-dev-access-log-replay')),
      ],
    ],
    cannot: [
      ['list the whole lake', list()],
      ['list rows', list('chat/by-time/')],
      ['read rows', object('GetObject', 'chat/by-time/2026/07/13/14/x.json.gz')],
      ['invent failed records', object('PutObject', 'errors/chat-by-time/x')],
      ['forget what it decided', object('DeleteObject', 'ledger/chat-by-time/x')],
      ['read the errors of what is no delivery stream', object('GetObject', 'errors/chat/x')],
      ['write rows of a log itself', object('PutObject', 'access-log/country=DE/day=2026-07-13/x.parquet')],
      [
        'send to the delivery stream whose records failed',
        on('firehose:PutRecordBatch', here('firehose', 'deliverystream/tributary-dev-access-log')),
      ],
      [
        'send to the archive',
        on('firehose:PutRecordBatch', here('firehose', 'deliverystream/tributary-dev-changes-archive')),
      ],
    ],
  },
  DlqInventoryRole: {
    can: [
      ['list failed records', list('errors/chat-by-time/')],
      ['list what subscribers were not told of', list('aws/lambda/')],
    ],
    cannot: [
      ['list the whole lake', list()],
      ['list what is parked', list('parked/chat-by-time/')],
      ['read failed records', object('GetObject', 'errors/chat-by-time/x')],
      ['write', object('PutObject', 'parked/chat-by-time/x')],
      ['delete failed records', object('DeleteObject', 'errors/chat-by-time/x')],
      ['read what subscribers were not told of', object('GetObject', 'aws/lambda/x')],
    ],
  },
  DdbFanoutRole: {
    can: [
      ['read the stream of the table', on('dynamodb:GetRecords', `${table}/stream/2026-01-01T00:00:00.000`)],
      ['find streams of tables', on('dynamodb:ListStreams', here('dynamodb', 'table/x'))],
      ['put events on the bus', on('events:PutEvents', here('events', 'event-bus/tributary-dev-changes'))],
      ['publish to the topic of moderation', on('sns:Publish', here('sns', 'tributary-dev-moderation'))],
      ['archive', on('firehose:PutRecordBatch', here('firehose', 'deliverystream/tributary-dev-changes-archive'))],
      ['keep what it cannot tell', object('PutObject', 'aws/lambda/x/shardId-0/2026/07/13/x')],
    ],
    cannot: [
      ['put events on the default bus', on('events:PutEvents', here('events', 'event-bus/default'))],
      [
        'put records on other delivery streams',
        on('firehose:PutRecordBatch', here('firehose', 'deliverystream/tributary-dev-access-log')),
      ],
      ['write rows', object('PutObject', 'chat/by-time/x')],
      ['read objects', object('GetObject', 'aws/lambda/x')],
      ['send to a queue', on('sqs:SendMessage', here('sqs', 'tributary-dev-moderation'))],
    ],
  },
};

/** Of a delivery stream: its own prefixes, log and transform, and those of no other. */
export function rightsOfDeliveryStream(subject: Subject, name: string): Rights {
  const all = ofType(subject, deliveryStreamType).map((one) => ({
    short: one.name.replace('tributary-dev-', ''),
    rows: String((one.properties.ExtendedS3DestinationConfiguration as { Prefix: string }).Prefix).split('!{')[0]!,
    reads: 'KinesisStreamSourceConfiguration' in one.properties,
  }));
  const own = all.find(({ short }) => `tributary-dev-${short}` === name)!;
  const others = all.filter(({ short }) => short !== own.short);
  const logged = (short: string) =>
    on(
      'logs:PutLogEvents',
      here('logs', `log-group:/aws/kinesisfirehose/tributary-dev-${short}:log-stream:DestinationDelivery`),
    );
  const write = (key: string) => object('PutObject', key);
  const reads: Right = ['read changes', on('kinesis:GetRecords', changes)];
  return {
    can: [
      ['write rows', write(`${own.rows}x/y`)],
      ['write failed records', write(`errors/${own.short}/processing-failed/x`)],
      ['give up an upload', object('AbortMultipartUpload', `${own.rows}x`)],
      ['log', logged(own.short)],
      ...(own.reads ? [reads] : []),
    ],
    cannot: [
      ['write rows of none', write('x')],
      ['park', write(`parked/${own.short}/x`)],
      ['decide what is replayed', write(`ledger/${own.short}/x`)],
      ['delete failed records', object('DeleteObject', `errors/${own.short}/x`)],
      ...others.map(({ short }): Right => [`write failed records of ${short}`, write(`errors/${short}/x`)]),
      // A twin writes the same rows.
      ...others
        .filter(({ rows }) => rows !== own.rows)
        .map(({ short, rows }): Right => [`write rows of ${short}`, write(`${rows}x`)]),
      ...others.map(({ short }): Right => [`log as ${short}`, logged(short)]),
      ...(own.reads ? [] : [reads]),
    ],
  };
}
