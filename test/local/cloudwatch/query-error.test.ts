import { expect, it } from 'vitest';
import { withQueryError } from '../../../local/cloudwatch/query-error.ts';

const failed = (code: string, status: number) => ({ status, headers: { 'x-amzn-errortype': code }, body: '{}' });
const queryErrorOf = (code: string, status: number) =>
  withQueryError(failed(code, status)).headers?.['x-amzn-query-error'];

it('an error is named as the query protocol names it, with whose fault it is', () => {
  expect(queryErrorOf('InvalidParameterValueException', 400)).toBe('InvalidParameterValue;Sender');
  expect(queryErrorOf('ResourceNotFound', 404)).toBe('ResourceNotFound;Sender');
  expect(queryErrorOf('InternalServiceFault', 500)).toBe('InternalServiceError;Receiver');
});

it('what is no error stays as it is', () => {
  const answer = { status: 200, headers: {}, body: '{}' };
  expect(withQueryError(answer)).toBe(answer);
});
