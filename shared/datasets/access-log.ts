import * as z from 'zod/mini';
import { defineLogDataset, nullable } from '../access-log-dataset.ts';
import { instant, text, wholeNumber } from '../attributes.ts';
import { parseIpAddress } from '../ip-address.ts';

const anyText = text();
const visibleWord = text(z.regex(/^[!-~]{1,32}$/));

/**
 * Requests to web servers, a line of an access log each, with where the client is.
 *
 * To carry another log, write another file like this one, a reader of its records, its Glue columns under `infra/`, and
 * its entry in the list of delivery streams: docs/datasets.md says how.
 */
export const accessLog = defineLogDataset({
  name: 'access-log',
  attributes: {
    ClientIP: text(z.refine((address) => parseIpAddress(address) !== undefined)),
    Time: instant(),
    Method: nullable(visibleWord),
    Path: nullable(anyText),
    Protocol: nullable(visibleWord),
    // RFC 9110, 15: three digits; servers write some above 599.
    Status: { tag: 'N', schema: z.string().check(z.regex(/^[1-9]\d\d$/)), glueType: 'int' },
    Bytes: nullable(wholeNumber(9_223_372_036_854_775_807n)),
    Referer: nullable(anyText),
    UserAgent: nullable(anyText),
  },
  added: [
    { name: 'Country', glueType: 'string' },
    { name: 'Region', glueType: 'string' },
    { name: 'City', glueType: 'string' },
    { name: 'Latitude', glueType: 'double' },
    { name: 'Longitude', glueType: 'double' },
    { name: 'TimeZone', glueType: 'string' },
  ],
  partitionKeys: ['country', 'day'],
});

export type AccessLogColumn = keyof typeof accessLog.attributes;
