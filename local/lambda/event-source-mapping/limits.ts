/** An event with all its records, bytes. https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html */
export const BATCH_BYTES_MAX = 6_291_456;

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const BATCH_SIZE_DEFAULT = 100;
export const BATCH_SIZE_MAX = 10_000;
export const BATCHING_WINDOW_SECONDS_MAX = 300;
export const PARALLELIZATION_FACTOR_MAX = 10;
export const RETRY_ATTEMPTS_MAX = 10_000;
export const RECORD_AGE_SECONDS_MIN = 60;
export const RECORD_AGE_SECONDS_MAX = 604_800;
