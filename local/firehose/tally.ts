/** Counts since the delivery stream was started in this process. */
export interface Tally {
  /** Records read from the source. */
  recordsRead: number;
  bytesRead: number;
  /** Records after de-aggregation: what the counts below add up to. */
  records: number;
  /** Records in objects that S3 has. */
  delivered: number;
  /** Records in error objects that S3 has. */
  failed: number;
  dropped: number;
  /** Direct PUT records that S3 refused for 24 hours. */
  lost: number;
  objects: number;
  /** Of the objects, those under the error prefix. */
  errorObjects: number;
}

export const createTally = (): Tally => ({
  recordsRead: 0,
  bytesRead: 0,
  records: 0,
  delivered: 0,
  failed: 0,
  dropped: 0,
  lost: 0,
  objects: 0,
  errorObjects: 0,
});
