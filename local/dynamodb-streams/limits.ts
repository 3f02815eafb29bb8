/** Of one GetRecords. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html */
export const GET_RECORDS_COUNT_MAX = 1000;
export const GET_RECORDS_BYTES_MAX = 1024 * 1024;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html */
export const SHARD_ITERATOR_AGE_MS_MAX = 15 * 60 * 1000;

/** Streams or shards on one page. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html */
export const PAGE_MAX = 100;
