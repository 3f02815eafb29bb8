/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
export const PUT_ENTRIES_MAX = 10;
/** All entries together must stay below, bytes; 256 KB until 2026. */
export const PUT_BYTES_LIMIT = 1_048_576;
