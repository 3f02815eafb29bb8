import { DIMENSIONS_MAX, EMF_BYTES_MAX, EMF_METRICS_MAX, EMF_VALUES_MAX } from './limits.ts';
import type { MetricId } from './metric-store.ts';

/** A metric's values in one log line. */
export interface EmbeddedMetric extends MetricId {
  values: number[];
  /** Milliseconds since the epoch, as the line says. */
  timestamp: number;
}

/**
 * The metrics in a log line that is a document of the embedded metric format, none in any other line. What breaks the
 * specification (a dimension without text, a metric without numbers) is passed over, as CloudWatch Logs does.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function parseEmbeddedMetrics(line: string): EmbeddedMetric[] {
  // Most lines are no documents; they must cost nothing.
  if (!line.includes('"_aws"') || line.length > EMF_BYTES_MAX) return [];
  const root = documentOf(line);
  const { CloudWatchMetrics: directives, Timestamp: timestamp } = asObject(root?._aws) ?? {};
  if (!root || !Array.isArray(directives) || typeof timestamp !== 'number') return [];
  return directives.flatMap((directive) => readDirective(directive, root, timestamp));
}

/** Lambda's text format puts time, request id and level before the document. */
function documentOf(line: string): Record<string, unknown> | undefined {
  try {
    return asObject(JSON.parse(line.slice(Math.max(0, line.indexOf('{')))));
  } catch {
    return undefined;
  }
}

function readDirective(directive: unknown, root: Record<string, unknown>, timestamp: number): EmbeddedMetric[] {
  const { Namespace: namespace, Dimensions: sets, Metrics: definitions } = asObject(directive) ?? {};
  if (typeof namespace !== 'string' || !Array.isArray(sets) || !Array.isArray(definitions)) return [];
  if (definitions.length > EMF_METRICS_MAX) return [];
  // Every set of dimensions makes metrics of its own; no set at all means the empty one.
  const dimensionSets = (sets.length > 0 ? sets : [[]])
    .map((set) => readDimensions(set, root))
    .filter((set) => set !== undefined);
  return definitions.flatMap((definition) => {
    const name = asObject(definition)?.Name;
    const values = typeof name === 'string' && Object.hasOwn(root, name) ? numbersOf(root[name]) : [];
    if (typeof name !== 'string' || values.length === 0) return [];
    return dimensionSets.map((dimensions) => ({ namespace, metricName: name, dimensions, values, timestamp }));
  });
}

function readDimensions(set: unknown, root: Record<string, unknown>): Record<string, string> | undefined {
  if (!Array.isArray(set) || set.length > DIMENSIONS_MAX) return undefined;
  const entries = set.map((name) => [
    name,
    typeof name === 'string' && Object.hasOwn(root, name) ? root[name] : undefined,
  ]);
  return entries.every(([, value]) => typeof value === 'string') ? Object.fromEntries(entries) : undefined;
}

function numbersOf(target: unknown): number[] {
  const values = Array.isArray(target) ? target : [target];
  return values.length <= EMF_VALUES_MAX && values.every((value) => typeof value === 'number') ? values : [];
}

const asObject = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
