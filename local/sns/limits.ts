/** A message with its attributes, and all messages of a batch together, bytes. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const MESSAGE_BYTES_MAX = 262_144;
/** https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export const BATCH_ENTRIES_MAX = 10;
export const SUBJECT_MAX = 100;
