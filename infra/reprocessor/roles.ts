import { errorPrefix, ledgerPrefix, parkedPrefix, replayedPrefix } from '../../shared/error-object-keys.ts';
import { streamFailurePrefix } from '../../shared/stream-record-failure.ts';
import { logicalIds } from '../delivery-stream/names.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import type { CloudFormationResource } from '../framework.ts';
import { functionRole, type Statement } from '../function-role.ts';
import type { Settings } from '../parameters.ts';
import type { Tag } from '../tags.ts';
import { inventoryName, reprocessorName } from './names.ts';
import { failingOf, twinsOf } from './replayed.ts';

const bucket = { 'Fn::GetAtt': ['LakeBucket', 'Arn'] };

const objectsUnder = (prefixes: string[]) => prefixes.map((prefix) => ({ 'Fn::Sub': `\${LakeBucket.Arn}/${prefix}*` }));

/** The bucket may be listed under these prefixes only. A key elsewhere that is not there is then forbidden, not missing. */
const list = (prefixes: string[]): Statement => ({
  Sid: 'ListErrors',
  Effect: 'Allow',
  Action: ['s3:ListBucket'],
  Resource: [bucket],
  Condition: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
});

/** It counts objects, and opens none. */
export function inventoryRole(all: DeliveryStream[], { stage, fanOut }: Settings, tags: Tag[]): CloudFormationResource {
  const prefixes = failingOf(all).map(({ name }) => errorPrefix(name));
  const statements = [list([...prefixes, ...(fanOut ? [streamFailurePrefix] : [])])];
  return functionRole(inventoryName, stage, tags, [{ name: 'inventory', statements }]);
}

/**
 * Every prefix by the name of a delivery stream: what lies beside them in the bucket is none of its business. Where rows are not
 * its to write it sends records to the twin, and nowhere else; what a twin failed it reads too, when an operator says so.
 */
export function reprocessorRole(all: DeliveryStream[], { stage }: Settings, tags: Tag[]): CloudFormationResource {
  const streams = failingOf(all);
  const names = streams.map(({ name }) => name);
  const sources = [...names.map(errorPrefix), ...names.map(parkedPrefix)];
  const ledgers = names.map(ledgerPrefix);
  const statements: Statement[] = [
    list([...sources, ...ledgers]),
    {
      Sid: 'ReadErrors',
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: objectsUnder([...sources, ...ledgers]),
    },
    {
      Sid: 'RemoveReplayed',
      Effect: 'Allow',
      // The bucket is versioned: the object stays as an old version until the lifecycle ends it.
      Action: ['s3:DeleteObject'],
      Resource: objectsUnder(sources),
    },
    {
      Sid: 'WriteRowsAndLedger',
      Effect: 'Allow',
      Action: ['s3:PutObject'],
      Resource: objectsUnder([
        ...streams.flatMap(({ prefix, source }) => (source === undefined ? [] : prefix)),
        ...names.map(parkedPrefix),
        ...sources.map(replayedPrefix),
        ...ledgers,
      ]),
    },
    ...sendToTwins(twinsOf(all)),
  ];
  return functionRole(reprocessorName, stage, tags, [{ name: 'replay', statements }]);
}

function sendToTwins(twins: DeliveryStream[]): Statement[] {
  if (twins.length === 0) return [];
  const Resource = twins.map((twin) => ({ 'Fn::GetAtt': [logicalIds(twin).deliveryStream, 'Arn'] }));
  return [{ Sid: 'SendToTwins', Effect: 'Allow', Action: ['firehose:PutRecordBatch'], Resource }];
}
