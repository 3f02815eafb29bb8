const NO_STREAMING_DESTINATION = 'it has no streaming destinations';
const NO_THROUGHPUT = 'it does not limit throughput';
const STAYS_OPEN = 'it hands the records of a closed shard over to its children and never ends it';

/**
 * Where a reference implementation does not keep a statement, and how, by the statement. A difference that stands here does not
 * fail a test; any other does, for then either the reference or the statement is wrong, and somebody has to find out which.
 */
export const knownDifferences: Record<string, Record<string, string>> = {
  moto: {
    'A change is one JSON record with AWS region, eventID, eventName, userIdentity, recordFormat, tableName, dynamodb, eventSource':
      NO_STREAMING_DESTINATION,
    'INSERT has the new image, MODIFY both, REMOVE the old one': NO_STREAMING_DESTINATION,
    'By default times are milliseconds and the precision is not named': NO_STREAMING_DESTINATION,
    'Set to MICROSECOND, times are microseconds and the precision is named': NO_STREAMING_DESTINATION,
    'The destination is described with its stream, status and precision': NO_STREAMING_DESTINATION,
    'Duplicates and reordering are documented: each change has an eventID of its own': NO_STREAMING_DESTINATION,
    'Binary values arrive in base64 encoded once or, by one capture, twice': NO_STREAMING_DESTINATION,
    'DynamoDB Streams events differ: eventVersion, eventSourceARN, SequenceNumber, StreamViewType, seconds, no tableName':
      'its times have fractions of a second',
    'The Kinesis partition key is an opaque text of 32 hexadecimal digits, another one per item key':
      NO_STREAMING_DESTINATION,
    'A Put that changes nothing emits nothing': NO_STREAMING_DESTINATION,
    'An Update that changes nothing emits nothing': NO_STREAMING_DESTINATION,
    'A BatchWrite that changes nothing emits nothing': NO_STREAMING_DESTINATION,
    'A delete of an absent key emits nothing': NO_STREAMING_DESTINATION,
    'An identical Put inside TransactWriteItems emits a MODIFY with equal images': NO_STREAMING_DESTINATION,
    'A record has 1 MiB at most by default': 'it takes larger ones',
    '10 MiB where the stream opted in': 'it takes larger ones',
    'PutRecords takes 10 MiB and no more (5 MiB until 2025)': 'it knows the limit of before 2025',
    'A shard takes 1,000 records a second; above, records fail one by one with ProvisionedThroughputExceededException':
      NO_THROUGHPUT,
    'A shard takes 1 MB a second; FailedRecordCount counts what was above': NO_THROUGHPUT,
    'GetRecords gives 10,000 records at most': 'it gives more',
    'GetRecords gives 10 MiB at most': 'it knows the limit of PutRecords of before 2025',
    'A shard answers 5 GetRecords a second': NO_THROUGHPUT,
    'A shard gives 2 MB a second: after a larger answer it refuses until that is made up for': NO_THROUGHPUT,
    'A partition key has 1 to 256 characters': 'it takes an empty one',
    'The MD5 of the partition key, a number of 128 bits, chooses the shard':
      'it fails on the greatest explicit hash key',
    'At the end of a closed shard NextShardIterator is absent and ChildShards is present': STAYS_OPEN,
    'Merged shards have one child with two parents': STAYS_OPEN,
    'Children read after their parent give the records of a key in order': STAYS_OPEN,
    'ListShards tells parents and the sequence numbers between which a shard was open':
      'it counts closed shards wrongly in OpenShardCount',
    'A key has 1,024 bytes at most: KeyTooLongError': 'it counts in another way and takes more',
    'ExpectedBucketOwner of another account: 403': 'it does not look at it',
    'A checksum that does not match the body: BadDigest, and nothing is written': 'it does not check',
    'A Content-MD5 that does not match: BadDigest; one that is no MD5: InvalidDigest': 'it does not check',
    'DeleteObjects deletes what is there and what is not, and says so unless Quiet': 'it ignores Quiet',
    'An upload that is aborted is gone: NoSuchUpload': 'it fails with 500',
    'Numbers are normalised: no needless zeros, no exponent; more than 38 digits are refused': 'it keeps them as text',
    'An item has 400 KB at most; keys and sets are not empty, sets hold nothing twice':
      'it refuses items of less than 400 KB',
    'BatchWriteItem takes 25 requests and no more, each key once': 'it takes 26',
    'A request token makes a transaction happen once; with other items it is refused': 'it ignores the token',
  },
  'DynamoDB Local': {},
};
