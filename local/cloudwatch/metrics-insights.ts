import { MathError } from './math-parser.ts';
import type { MetricId } from './metric-store.ts';

/**
 * A Metrics Insights query that gives one time series: a statistic over every metric of a name that has exactly these
 * dimensions, some of them with a given value.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
 */
export interface InsightsQuery {
  /** As other alarms call it: `Maximum` for `MAX`. */
  statistic: string;
  metricName: string;
  namespace: string;
  /** Names of the dimensions, all of them. */
  dimensions: string[];
  /** The value of those that must have one. */
  where: Record<string, string>;
}

const STATISTICS: Readonly<Record<string, string>> = {
  AVG: 'Average',
  COUNT: 'SampleCount',
  MAX: 'Maximum',
  MIN: 'Minimum',
  SUM: 'Sum',
};

/** Whether a query takes a metric in. */
export const matches = (query: InsightsQuery, { namespace, metricName, dimensions }: MetricId): boolean =>
  metricName === query.metricName &&
  namespace === query.namespace &&
  Object.keys(dimensions).length === query.dimensions.length &&
  query.dimensions.every((name) => Object.hasOwn(dimensions, name)) &&
  Object.entries(query.where).every(([name, value]) => dimensions[name] === value);

/** Where an expression may hold either, this tells a query from metric math. */
export const isInsightsQuery = (expression: string): boolean => /^\s*SELECT\s/i.test(expression);

/**
 * Reads `SELECT MAX(name) FROM SCHEMA("namespace", dimension, …) WHERE dimension = 'value' AND …`. Throws {@link MathError} for
 * anything else: other clauses, operators and sources are not honoured here.
 */
export function parseInsightsQuery(query: string): InsightsQuery {
  const tokens = tokenize(query);
  const refuse = (): never => {
    const [next] = tokens;
    throw new MathError(
      `${next ? `${next.source} was not expected in ${query}` : `${query} is not complete`}. The local CloudWatch reads SELECT FUNCTION(metric) FROM SCHEMA("namespace", dimension, …) WHERE dimension = 'value' AND …`,
    );
  };
  const isNext = (symbol: string) => tokens[0]?.kind !== 'value' && tokens[0]?.text.toUpperCase() === symbol;
  const take = (symbol: string) => (isNext(symbol) ? tokens.shift() : refuse());
  const taken = (kind: Token['kind']) => (tokens[0]?.kind === kind ? tokens.shift()!.text : refuse());

  take('SELECT');
  const statistic = STATISTICS[tokens[0]?.text.toUpperCase() ?? ''] ?? refuse();
  tokens.shift();
  take('(');
  const metricName = taken('name');
  take(')');
  take('FROM');
  take('SCHEMA');
  take('(');
  const namespace = taken('name');
  const dimensions: string[] = [];
  while (isNext(',')) {
    take(',');
    dimensions.push(taken('name'));
  }
  take(')');
  const where: Record<string, string> = {};
  if (isNext('WHERE')) {
    do {
      tokens.shift();
      const dimension = taken('name');
      if (!dimensions.includes(dimension) || Object.hasOwn(where, dimension)) refuse();
      take('=');
      where[dimension] = taken('value');
    } while (isNext('AND'));
  }
  if (tokens.length > 0) refuse();
  return { statistic, metricName, namespace, dimensions, where };
}

interface Token {
  source: string;
  kind: 'name' | 'value' | 'symbol';
  text: string;
}

/** A name stands bare or in double quotes, a value in single ones; either escapes quotes by a backslash. */
const TOKEN = /\s*(?:(\w+)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([(),=]))/y;

function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  const trimmed = query.trimEnd();
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < trimmed.length; ) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(trimmed);
    if (!match) throw new MathError(`${trimmed.slice(from).trim()} cannot be read in ${query}`);
    const [source, bare, quoted, value, symbol] = match;
    const text = (bare ?? quoted ?? value ?? symbol)!.replace(/\\(.)/g, '$1');
    tokens.push({
      source: source.trim(),
      kind: value !== undefined ? 'value' : symbol !== undefined ? 'symbol' : 'name',
      text,
    });
  }
  return tokens;
}
