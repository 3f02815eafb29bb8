import { createDeliveryStreams } from '../../../functions/dlq-reprocessor/delivery-streams.ts';
import { arrivalMs, entries, hourOf } from './fixture.ts';

export const csvHeader = ['Time', 'ClientIP', 'Method', 'Path', 'Protocol', 'Status', 'Bytes', 'Referer', 'UserAgent'];

const log = (name: string, input: { format: 'log' } | { format: 'csv'; header: string[] }) => ({
  name,
  dataset: 'access-log' as const,
  prefix: `${name}/`,
  layout: { by: 'keys' as const, keys: ['country', 'day'] },
  input,
  writer: { kind: 'delivery-stream' as const, name: `tributary-dev-${name}-replay` },
});

/** Delivery streams of table changes and of logs, as the environment has them. */
export const allEntries = [
  ...entries,
  log('access-log', { format: 'log' }),
  log('access-log-csv', { format: 'csv', header: csvHeader }),
];

export const allStreams = createDeliveryStreams(allEntries, hourOf);

/** Physical name of the delivery stream that records of `access-log` are sent to. */
export const twin = 'tributary-dev-access-log-replay';

export interface RequestOptions {
  path: string;
  client?: string;
  bytes?: string;
}

/** A line of an access log; its path tells it from others. */
export const logLine = ({ path, client = '11.44.0.7', bytes = '2326' }: RequestOptions): string =>
  `${client} - - [10/Oct/2000:13:55:36 -0700] "GET ${path} HTTP/1.1" 200 ${bytes} "-" "curl/8"`;

export const csvRow = ({ path, client = '11.44.0.7', bytes = '2326' }: RequestOptions): string =>
  `2000-10-10T13:55:36-07:00,${client},GET,"${path}",HTTP/1.1,200,${bytes},,curl/8`;

/** What the transform makes of either. */
export const transformedRow = ({ path, client = '11.44.0.7', bytes = '2326' }: RequestOptions): string =>
  `{"ClientIP":"${client}","Time":"2000-10-10T20:55:36.000Z","Method":"GET","Path":${JSON.stringify(path)},"Protocol":"HTTP/1.1",` +
  `"Status":200,"Bytes":${bytes},"Referer":null,"UserAgent":"curl/8","Country":"NL","Region":null,"City":null,` +
  `"Latitude":52.1,"Longitude":4.9,"TimeZone":null}\n`;

/** What is sent for either. */
export const sentRecord = ({ path, client = '11.44.0.7', bytes = '2326' }: RequestOptions): string =>
  `{"ClientIP":"${client}","Time":"2000-10-10T20:55:36.000Z","Method":"GET","Path":${JSON.stringify(path)},"Protocol":"HTTP/1.1",` +
  `"Status":200,"Bytes":${bytes},"Referer":null,"UserAgent":"curl/8"}`;

/** A line of an error object of type processing-failed over a record. */
export const failedLine = (record: string | Buffer, errorCode = 'Lambda.FunctionError', at = arrivalMs): string =>
  `${JSON.stringify({
    rawData: Buffer.from(record).toString('base64'),
    errorCode,
    errorMessage: 'no',
    attemptsMade: 4,
    arrivalTimestamp: at,
    attemptEndingTimestamp: at + 60_000,
    lambdaARN: 'arn:aws:lambda:x',
  })}\n`;

/** A line of an error object of type format-conversion-failed over the transformed row. */
export const unconvertedLine = (row: string): string =>
  `${JSON.stringify({
    attemptsMade: 1,
    arrivalTimestamp: arrivalMs,
    lastErrorCode: 'DataFormatConversion.ParseError',
    lastErrorMessage: 'Encountered malformed JSON.',
    attemptEndingTimestamp: arrivalMs + 60_000,
    rawData: Buffer.from(row).toString('base64'),
    sequenceNumber: '1',
    subSequenceNumber: null,
    dataCatalogTable: { databaseName: 'tributary_dev', tableName: 'access_log' },
  })}\n`;
