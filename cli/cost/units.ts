/** A month of 30 days, as the examples on AWS's price pages have it. */
export const MONTH_SECONDS = 30 * 86_400;
export const MONTH_HOURS = 30 * 24;

/** AWS bills GB of 2^30 bytes. https://aws.amazon.com/firehose/pricing/ */
export const GB = 2 ** 30;
export const MB = 2 ** 20;

/** A record on a Kinesis stream counts in whole KB. https://aws.amazon.com/kinesis/data-streams/pricing/ */
export const KINESIS_ROUNDING_BYTES = 1024;
/** A record counts in whole 5 KB, from a Kinesis stream too. https://aws.amazon.com/firehose/pricing/ */
export const FIREHOSE_ROUNDING_BYTES = 5 * 1024;
/** A write to a table, and a change told to Kinesis, count in whole KB. https://aws.amazon.com/dynamodb/pricing/on-demand/ */
export const DYNAMODB_UNIT_BYTES = 1024;
/** An event or a message counts in whole 64 KB. https://aws.amazon.com/eventbridge/pricing/ */
export const EVENT_UNIT_BYTES = 64 * 1024;

export const roundedUp = (bytes: number, to: number): number => Math.ceil(bytes / to) * to;
