import type { MetricMath, MetricStatistic, MetricsQuery } from '../alarms/alarm.ts';

/** A line of a graph: a metric, an expression or a query, under the words that the legend shows. */
export type Line = { label: string; right?: true } & (MetricStatistic | MetricMath | MetricsQuery);

/** A graph. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
export interface Graph {
  title: string;
  lines: Line[];
  periodSeconds?: number;
}

export interface Widget {
  type: 'alarm' | 'metric' | 'text';
  width: number;
  height: number;
  properties: Record<string, unknown>;
}

/** Columns of a dashboard. */
const columns = 24;

/** A heading over rows of graphs, those of a row of equal width. */
export function section(title: string, ...rows: Graph[][]): Widget[][] {
  const properties = { markdown: `## ${title}`, background: 'transparent' };
  return [
    [{ type: 'text', width: columns, height: 1, properties }],
    ...rows.map((graphs) => {
      const width = Math.floor(columns / graphs.length);
      return graphs.map((graph): Widget => ({ type: 'metric', width, height: 6, properties: graphProperties(graph) }));
    }),
  ];
}

function graphProperties({ title, lines, periodSeconds = 300 }: Graph): Record<string, unknown> {
  return {
    title,
    view: 'timeSeries',
    region: '${AWS::Region}',
    period: periodSeconds,
    // What is 0 is at the bottom, whatever else the graph shows.
    yAxis: { left: { min: 0 }, right: { min: 0 } },
    metrics: lines.flatMap((line, index) => metricRows(line, `line${index}`)),
  };
}

/** Rows of a graph's `metrics`: a metric's own, a query's own, or those of an expression, out of sight, and the expression. */
function metricRows(line: Line, id: string): unknown[][] {
  const { label, right } = line;
  const shown = { label, ...(right && { yAxis: 'right' }) };
  if ('metric' in line) return [metricRow(line, shown)];
  if ('query' in line) return [[{ expression: line.query, id, ...shown }]];
  const hidden = Object.entries(line.metrics).map(([id, metric]) => metricRow(metric, { id, visible: false }));
  return [...hidden, [{ expression: line.expression, id, ...shown }]];
}

const metricRow = ({ metric, statistic }: MetricStatistic, options: Record<string, unknown>) => [
  metric.namespace,
  metric.name,
  ...Object.entries(metric.dimensions).flatMap(([name, value]) => [name, asText(value)]),
  { ...options, stat: statistic },
];

/** The whole body stands under Fn::Sub, where a reference is written so. */
function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
  return `\${${attribute?.join('.') ?? Ref}}`;
}

/** Rows from the top, and in a row from the left. */
export function place(rows: Widget[][]): Record<string, unknown>[] {
  let y = 0;
  return rows.flatMap((row) => {
    let x = 0;
    const placed = row.map((widget) => {
      const here = { ...widget, x, y };
      x += widget.width;
      return here;
    });
    y += Math.max(...row.map(({ height }) => height));
    return placed;
  });
}
