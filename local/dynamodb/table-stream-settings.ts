/** Which images the records of a table's stream carry. */
export type StreamViewType = 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES';
export const STREAM_VIEW_TYPES: readonly StreamViewType[] = [
  'KEYS_ONLY',
  'NEW_IMAGE',
  'OLD_IMAGE',
  'NEW_AND_OLD_IMAGES',
];

/** A table's own stream, DynamoDB Streams. */
export interface TableStreamSettings {
  viewType: StreamViewType;
  /** When it was enabled; part of its ARN. */
  label: string;
}
