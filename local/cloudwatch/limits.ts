/** Data are kept in buckets of this length, ms: CloudWatch's standard resolution. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Resolution_definition */
export const BUCKET_MS = 60_000;

/** How long buckets are kept here, ms; CloudWatch keeps them for 15 days. An alarm looks back one day at most. */
export const RETENTION_MS = 26 * 60 * BUCKET_MS;

/** How many series are kept; beyond it the one that was written to longest ago is let go. */
export const SERIES_MAX = 10_000;

/** How many distinct values a bucket keeps exactly, for percentiles; beyond it they are rounded to two digits. */
export const EXACT_VALUES_MAX = 50;

/** Dimensions of a metric. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const DIMENSIONS_MAX = 30;

/** Data in one PutMetricData, and values in one of them. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const PUT_DATA_MAX = 1_000;
export const PUT_VALUES_MAX = 150;

/** Bytes of a PutMetricData request, once decompressed. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const PUT_BYTES_MAX = 1_048_576;

/** Metrics and values of one embedded-metric-format document. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
export const EMF_METRICS_MAX = 100;
export const EMF_VALUES_MAX = 100;
export const EMF_BYTES_MAX = 1_048_576;

/** An alarm's periods together, seconds. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const ALARM_SECONDS_MAX = 86_400;

/** Metrics in an alarm's expression. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-metric-math.html */
export const ALARM_QUERIES_MAX = 20;

/** How far back an alarm looks that watches a Metrics Insights query, seconds. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-limits.html */
export const INSIGHTS_ALARM_SECONDS_MAX = 10_800;

/** Metrics Insights queries in one GetMetricData. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const INSIGHTS_QUERIES_MAX = 1;

/** State changes of an alarm that are remembered. */
export const ALARM_HISTORY_MAX = 100;

/** Datapoints in one answer of GetMetricStatistics. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export const STATISTICS_DATAPOINTS_MAX = 1_440;

/** Metrics in one page of ListMetrics. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export const LIST_METRICS_MAX = 500;
