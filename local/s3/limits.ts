/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export const OBJECT_KEY_BYTES_MAX = 1024;

/** What Linux, macOS and Windows file systems take for one name; a key's segment becomes one. */
export const PATH_SEGMENT_BYTES_MAX = 255;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const LIST_KEYS_MAX = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const DELETE_KEYS_MAX = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
export const PART_NUMBER_MAX = 10_000;
export const PART_SIZE_BYTES_MIN = 5 * 1024 * 1024;
export const LIST_PARTS_MAX = 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html */
export const USER_METADATA_BYTES_MAX = 2048;
