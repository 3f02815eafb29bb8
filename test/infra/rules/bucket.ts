import { at } from '../../support/template-parts.ts';
import { listOf } from './policy.ts';
import { ofType, type Properties, type Rule, ruleOfEach } from './rule.ts';

const rulesOf = ({ LifecycleConfiguration }: Properties) => listOf<Properties>(at(LifecycleConfiguration, 'Rules'));

/** Refused records: they have been delivered nowhere else. */
const kept = ['errors/', 'parked/'];

/** Objects that must be restored before they can be read. https://docs.aws.amazon.com/athena/latest/ug/querying-glacier.html */
const asleep = ['GLACIER', 'DEEP_ARCHIVE'];

export const bucketRules: Rule[] = [
  ruleOfEach('AWS::S3::Bucket', 'every bucket is closed to the public', function* ({ PublicAccessBlockConfiguration }) {
    for (const block of ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets']) {
      if (at(PublicAccessBlockConfiguration, block) !== true) yield `lacks ${block}`;
    }
  }),
  ruleOfEach(
    'AWS::S3::Bucket',
    'every bucket owns what it holds, and knows no access lists',
    function* ({ OwnershipControls }) {
      if (at(OwnershipControls, 'Rules', 0, 'ObjectOwnership') !== 'BucketOwnerEnforced') yield 'does not';
    },
  ),
  ruleOfEach(
    'AWS::S3::Bucket',
    'every bucket keeps what is overwritten or deleted for a while',
    function* (properties) {
      if (at(properties.VersioningConfiguration, 'Status') !== 'Enabled') yield 'has no versions';
    },
  ),
  ruleOfEach(
    'AWS::S3::Bucket',
    'every bucket is rid of old versions and abandoned uploads in the end',
    function* (properties) {
      const rules = rulesOf(properties).filter(({ Status }) => Status === 'Enabled');
      if (!rules.some(({ NoncurrentVersionExpiration }) => NoncurrentVersionExpiration)) yield 'keeps old versions';
      if (!rules.some(({ AbortIncompleteMultipartUpload }) => AbortIncompleteMultipartUpload))
        yield 'keeps abandoned uploads';
    },
  ),
  ruleOfEach(
    'AWS::S3::Bucket',
    'no object moves to where Athena passes over it, and nothing can replay it',
    function* (properties) {
      for (const { Id, Transitions, Transition } of rulesOf(properties)) {
        for (const { StorageClass } of [...listOf<Properties>(Transitions), ...listOf<Properties>(Transition)])
          if (asleep.includes(String(StorageClass))) yield `moves objects to ${StorageClass} (${Id})`;
      }
    },
  ),
  ruleOfEach('AWS::S3::Bucket', 'no row and no refused record ever expires', function* (properties, subject, { name }) {
    const rows = ofType(subject, 'AWS::KinesisFirehose::DeliveryStream')
      .map(({ properties }) => properties.ExtendedS3DestinationConfiguration)
      .filter((destination) => at(destination, 'BucketARN') === `arn:aws:s3:::${name}`)
      .map((destination) => String(at(destination, 'Prefix')).split('!{')[0]!);
    for (const { Id, Prefix = '', ExpirationInDays, ExpirationDate } of rulesOf(properties)) {
      if (ExpirationInDays === undefined && ExpirationDate === undefined) continue;
      for (const prefix of rows.length > 0 ? [...rows, ...kept] : []) {
        if (prefix.startsWith(String(Prefix)) || String(Prefix).startsWith(prefix))
          yield `ends objects under ${prefix} (${Id})`;
      }
    }
  }),
];
