import type { WireResponse } from '../wire/message.ts';

/** The codes that CloudWatch's older query protocol has for the exceptions of its newer ones, where they differ. */
const QUERY_CODES: Record<string, string> = {
  InternalServiceFault: 'InternalServiceError',
  InvalidParameterCombinationException: 'InvalidParameterCombination',
  InvalidParameterValueException: 'InvalidParameterValue',
  MissingRequiredParameterException: 'MissingParameter',
};

/**
 * Names the query code of an error beside its own, as clients want that were written for the query protocol: boto3 tells it.
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#x-amzn-query-error
 */
export function withQueryError(response: WireResponse): WireResponse {
  const code = response.headers?.['x-amzn-errortype'];
  if (code === undefined) return response;
  const fault = response.status < 500 ? 'Sender' : 'Receiver';
  return {
    ...response,
    headers: { ...response.headers, 'x-amzn-query-error': `${QUERY_CODES[code] ?? code};${fault}` },
  };
}
