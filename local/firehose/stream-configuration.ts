import type { BufferHints } from './buffer.ts';
import type { ConversionConfiguration } from './conversion/configuration.ts';
import type { PrefixTemplate } from './prefix.ts';

/** A delivery stream as the engine runs it: every default filled in, every expression understood. */
export interface StreamConfiguration {
  name: string;
  source: { type: 'DirectPut' } | { type: 'KinesisStreamAsSource'; streamArn: string; streamName: string };
  bucket: string;
  prefix: PrefixTemplate;
  errorPrefix: PrefixTemplate;
  buffer: BufferHints;
  compression: 'UNCOMPRESSED' | 'GZIP';
  /** Replaces the compression's extension; empty when not given. */
  fileExtension: string;
  timeZone: string;
  /** Record format conversion. */
  conversion?: ConversionConfiguration;
  /** The Lambda processor. */
  transform?: { lambdaArn: string; retries: number; buffer: BufferHints };
  /** Present with dynamic partitioning; the keys that `Prefix` takes from the transform and from the query. */
  partitioning?: { lambdaKeys: string[]; queryKeys: string[] };
  /** The jq program of the MetadataExtraction processor. */
  metadataQuery?: string;
  /** The RecordDeAggregation processor. */
  deaggregation?: { type: 'JSON' } | { type: 'DELIMITED'; delimiter: Buffer };
  /** The AppendDelimiterToRecord processor. */
  appendDelimiter: boolean;
}
