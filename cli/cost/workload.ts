/** What the pipeline is to carry, in a steady month. */
export interface Workload {
  /** Writes to the table, averaged over the month. */
  messagesPerSecond: number;
  /** Size of one item in the table. */
  messageBytes: number;
  /** Livestreams with a message in every buffer interval: the active partitions of the layout by livestream. */
  livestreams: number;
  /** Of each delivery stream. */
  bufferSeconds: number;
  bufferMb: number;
  transformBufferSeconds: number;
  /** How long the stream keeps records. */
  retentionHours: number;
  /** Shards of the stream: an on-demand stream has four when new. */
  shards: number;
  /** Months of rows that lie in S3. */
  months: number;
  /** Whether to count the table's own writes, which the application pays without this pipeline too. */
  tableWrites: boolean;
  /** Whether ddb-fanout tells subscribers. */
  fanOut: boolean;
  /** Lines of access logs put to the Direct PUT delivery stream; 0 without it. */
  accessLogLinesPerSecond: number;
}

/** What stage dev is deployed with, and a middling chat. */
export const DEFAULT_WORKLOAD: Workload = {
  messagesPerSecond: 50,
  messageBytes: 350,
  livestreams: 10,
  bufferSeconds: 60,
  bufferMb: 64,
  transformBufferSeconds: 10,
  retentionHours: 24,
  shards: 4,
  months: 12,
  tableWrites: false,
  fanOut: true,
  accessLogLinesPerSecond: 0,
};

/** What nothing says and the estimate needs: printed with it, since other data have others. */
export const ASSUMED = {
  /** What a change record has beyond its item's size: envelope, type tags, keys. An edit carries the old image too. */
  changeRecordExtraBytes: 550,
  /** What a row has beyond its item's size: names of columns and the event's id, kind and time. */
  rowExtraBytes: 160,
  /** What gzip leaves of rows, as the demo's do. */
  gzipShare: 0.2,
  /** Of a transform's billed time: for each record, and for each call. */
  transformMsPerRecord: 0.02,
  transformMsPerCall: 5,
  /** Memory of a transform (functions/firehose-transform/function.yml) and of the fan-out, MB. */
  transformMb: 1769,
  fanOutMb: 1024,
  fanOutMsPerCall: 50,
  /** Changes in one call of the fan-out; where few come, it is called about once a second. */
  fanOutBatch: 500,
  fanOutCallsPerSecondMin: 1,
  /** What a call leaves in the logs: its metrics line and Lambda's own. */
  logBytesPerCall: 1500,
  /** Alarms of the template, by the metrics that they read; custom metrics; dashboards. A month of each. */
  alarmMetrics: { always: 49, fanOut: 24, accessLog: 36 },
  customMetrics: { always: 34, fanOut: 16, accessLog: 80 },
  dashboards: 1,
  /** One line of an access log as a record, and the countries by which its rows are parted, all with visitors. */
  accessLogBytes: 250,
  accessLogPartitions: 50,
} as const;
