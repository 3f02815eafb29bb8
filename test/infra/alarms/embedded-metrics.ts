/** A line in embedded metric format. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface MetricDocument {
  _aws: {
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit?: string }[] }[];
  };
  [member: string]: unknown;
}

/** What CloudWatch makes of such a line: a value for each namespace, set of dimensions and name. */
export interface EmittedMetric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  unit: string;
  value: number;
}

/** The metrics among the lines that a function logged. */
export function metricsIn(lines: string[]): EmittedMetric[] {
  const documents = lines.filter((line) => line.includes('"_aws"')).map((line): MetricDocument => JSON.parse(line));
  return documents.flatMap((document) =>
    document._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name, Unit = 'None' }) => ({
          namespace: Namespace,
          name: Name,
          dimensions: Object.fromEntries(names.map((name) => [name, String(document[name])])),
          unit: Unit,
          value: Number(document[Name]),
        })),
      ),
    ),
  );
}
