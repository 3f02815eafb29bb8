/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */

/** A message with its attributes, and all messages of a batch together, bytes; 256 KiB until August 2025. */
export const MESSAGE_BYTES_MAX = 1_048_576;
export const BATCH_ENTRIES_MAX = 10;
export const MESSAGE_ATTRIBUTES_MAX = 10;
export const RECEIVE_MAX = 10;
export const WAIT_SECONDS_MAX = 20;
export const DELAY_SECONDS_MAX = 900;
export const VISIBILITY_SECONDS_MAX = 43_200;
export const VISIBILITY_SECONDS_DEFAULT = 30;
export const RETENTION_SECONDS_MIN = 60;
export const RETENTION_SECONDS_MAX = 1_209_600;
export const RETENTION_SECONDS_DEFAULT = 345_600;

/** How long a FIFO queue remembers a message. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-exactly-once-processing.html */
export const DEDUPLICATION_MS = 5 * 60 * 1000;
