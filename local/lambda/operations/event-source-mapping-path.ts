import { AwsError } from '../../wire/message.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const MAPPINGS_PATH = /^\/2015-03-31\/event-source-mappings\/?$/;
export const MAPPING_PATH = /^\/2015-03-31\/event-source-mappings\/([^/]+)$/;

/** The JSON object of a request. */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8') || '{}');
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Falls through: neither is what is no JSON.
  }
  throw new AwsError('InvalidRequestContentException', 'The request body must be a JSON object.');
}
