import { describe, expect, it } from 'vitest';
import { errorLine } from '../../../local/firehose/error-object.ts';

const failure = {
  outputType: 'processing-failed',
  code: 'Lambda.FunctionError',
  message: 'The Lambda function was successfully invoked but it returned an error result.',
  lambdaArn: 'arn:aws:lambda:us-east-1:000000000000:function:transform',
  attemptsMade: 4,
};
const record = { data: Buffer.from('{"a":1}'), arrivalMs: 1741088912364 };
const line = (shape: 'captured' | 'documented', changed: object = {}) =>
  errorLine({ ...failure, ...changed }, record, 1741089007666, shape).toString();

describe('an error object', () => {
  it('has the keys, order and types that AWS writes', () => {
    expect(line('captured')).toBe(
      '{"rawData":"eyJhIjoxfQ==","errorCode":"Lambda.FunctionError","errorMessage":"The Lambda function was successfully invoked but it returned an error result.","attemptsMade":4,"arrivalTimestamp":1741088912364,"attemptEndingTimestamp":1741089007666,"lambdaARN":"arn:aws:lambda:us-east-1:000000000000:function:transform"}\n',
    );
  });

  it('can have those of the documentation', () => {
    expect(Object.keys(JSON.parse(line('documented')))).toEqual([
      'attemptsMade',
      'arrivalTimestamp',
      'errorCode',
      'errorMessage',
      'attemptEndingTimestamp',
      'rawData',
      'lambdaArn',
    ]);
  });

  it('names no function where none failed', () => {
    expect(Object.keys(JSON.parse(line('captured', { lambdaArn: undefined })))).not.toContain('lambdaARN');
  });
});
