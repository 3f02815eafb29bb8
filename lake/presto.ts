/**
 * What Presto and Athena call differently, as macros: the functions of the saved queries and of an analyst's first hour.
 * DuckDB already has the others (`date_trunc`, `max_by`, `min_by`, `row_number`, `regexp_extract`, `split`, `try_cast` …).
 * https://docs.aws.amazon.com/athena/latest/ug/functions.html
 */
export const PRESTO_MACROS: readonly string[] = [
  // Time. DuckDB's own names for these mean other things or take their arguments in another order.
  'from_iso8601_timestamp(text) AS CAST(text AS TIMESTAMPTZ)',
  'from_iso8601_date(text) AS CAST(text AS DATE)',
  `to_iso8601(moment) AS CASE WHEN typeof(moment) = 'DATE' THEN strftime(moment, '%Y-%m-%d')
     ELSE strftime(moment, '%Y-%m-%dT%H:%M:%S.%g') || CASE WHEN typeof(moment) LIKE '%TIME ZONE' THEN 'Z' ELSE '' END END`,
  'from_unixtime(seconds) AS to_timestamp(seconds)',
  'to_unixtime(moment) AS epoch(moment)',
  'date(moment) AS CAST(moment AS DATE)',
  "date_add(unit, amount, moment) AS moment + amount * CAST('1 ' || unit AS INTERVAL)",
  // Complete units between the two, not boundaries crossed.
  'date_diff(unit, earlier, later) AS date_sub(unit, earlier, later)',
  `date_format(moment, format) AS strftime(moment, ${mysqlFormat('format')})`,
  'at_timezone(moment, zone) AS moment AT TIME ZONE zone',
  'day_of_week(moment) AS isodow(moment)',
  'day_of_month(moment) AS day(moment)',
  'day_of_year(moment) AS dayofyear(moment)',
  // JSON.
  "json_extract_scalar(document, path) AS CASE WHEN json_type(document, path) IN ('OBJECT', 'ARRAY') THEN NULL ELSE json_extract_string(document, path) END",
  'json_parse(text) AS CAST(text AS JSON)',
  'json_format(document) AS CAST(document AS VARCHAR)',
  // Aggregates.
  'approx_distinct(value) AS approx_count_distinct(value)',
  'approx_percentile(value, share) AS approx_quantile(value, share)',
  'map_agg(key, value) AS map(list(key), list(value))',
  'every(value) AS bool_and(value)',
  // Arrays and maps.
  // One name for lists and maps, which DuckDB counts with different functions.
  `cardinality(collection) AS CASE json_type(to_json(collection))
     WHEN 'OBJECT' THEN len(json_keys(to_json(collection))) ELSE json_array_length(to_json(collection)) END`,
  'element_at(collection, place) AS collection[place]',
  'array_join(items, separator) AS array_to_string(items, separator)',
  'sequence(first, last) AS generate_series(first, last)',
  // Text.
  'regexp_like(text, pattern) AS regexp_matches(text, pattern)',
];

/** MySQL's letters, which Presto's date functions take, turned into those of C, which DuckDB's take. */
function mysqlFormat(parameter: string): string {
  const letters: [string, string][] = [
    // `%M` is the month's name there and the minute here: the months step aside first.
    ['%M', '%B'],
    ['%i', '%M'],
    ['%s', '%S'],
    ['%W', '%A'],
    ['%e', '%-d'],
    ['%c', '%-m'],
    ['%k', '%-H'],
    ['%l', '%-I'],
    ['%h', '%I'],
    ['%v', '%V'],
    ['%x', '%G'],
    ['%T', '%H:%M:%S'],
    ['%r', '%I:%M:%S %p'],
  ];
  return letters.reduce((text, [mysql, c]) => `replace(${text}, '${mysql}', '${c}')`, parameter);
}

/** Presto's clock functions answer the time of the stack's clock, which may run faster than the machine's. */
export const clockMacros = (nowMs: number): string[] => {
  const now = `make_timestamptz(${Math.floor(nowMs) * 1000})`;
  return [`now() AS ${now}`, `get_current_timestamp() AS ${now}`, `current_date() AS CAST(${now} AS DATE)`];
};
