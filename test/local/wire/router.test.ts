import { describe, expect, it } from 'vitest';
import { errorResponse } from '../../../local/wire/error-response.ts';
import { AwsError, type WireHandler, type WireRequest } from '../../../local/wire/message.ts';
import { createRouter } from '../../../local/wire/router.ts';

const named =
  (name: string): WireHandler =>
  async (request) => ({ status: 200, body: `${name} ${request.path}` });

const route = createRouter({
  targets: {
    DynamoDB_20120810: named('DynamoDB'),
    DynamoDBStreams_20120810: named('DynamoDB Streams'),
    Kinesis_20131202: named('Kinesis'),
  },
  query: { sns: named('SNS') },
  lambda: named('Lambda'),
  s3: named('S3'),
});

function request(given: Partial<WireRequest>): WireRequest {
  return { method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0), ...given };
}

function signedFor(signingName: string): Record<string, string> {
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/${signingName}/aws4_request, SignedHeaders=host, Signature=0`,
  };
}

async function answerOf(given: Partial<WireRequest>): Promise<unknown> {
  return (await route(request(given))(request(given))).body;
}

function refusalOf(given: Partial<WireRequest>): AwsError {
  try {
    route(request(given));
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
  throw new Error('The router did not refuse.');
}

describe('the router', () => {
  it.each<[string, Partial<WireRequest>, string]>([
    ['a DynamoDB target', { headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' } }, 'DynamoDB /'],
    ['a Streams target', { headers: { 'x-amz-target': 'DynamoDBStreams_20120810.GetRecords' } }, 'DynamoDB Streams /'],
    ['a Kinesis target', { headers: { 'x-amz-target': 'Kinesis_20131202.PutRecords' } }, 'Kinesis /'],
    ['a Lambda path', { path: '/2015-03-31/functions/f/invocations' }, 'Lambda /2015-03-31/functions/f/invocations'],
    [
      'an S3 key that looks like a Lambda path',
      { path: '/2015-03-31/functions', headers: signedFor('s3') },
      'S3 /2015-03-31/functions',
    ],
    ['a path-style object', { method: 'GET', path: '/bucket/a%20b' }, 'S3 /bucket/a%20b'],
    ['a signed path-style object', { path: '/bucket/key', headers: signedFor('s3') }, 'S3 /bucket/key'],
    [
      'a virtual host',
      { path: '/key', headers: { host: 'my.bucket.s3.us-east-1.amazonaws.com' } },
      'S3 /my.bucket/key',
    ],
    ['a local virtual host', { path: '/key', headers: { host: 'my.s3.localhost:4566' } }, 'S3 /my/key'],
    ['a bucket before localhost', { path: '/key', headers: { host: 'my.localhost:4566' } }, 'S3 /my/key'],
    ['the S3 host itself', { path: '/b/key', headers: { host: 's3.us-east-1.amazonaws.com' } }, 'S3 /b/key'],
    ['the local S3 host itself', { path: '/b/key', headers: { host: 's3.localhost:4566' } }, 'S3 /b/key'],
    [
      'a presigned URL',
      { path: '/b/k', query: new URLSearchParams({ 'X-Amz-Credential': 'A/20260101/r/s3/aws4_request' }) },
      'S3 /b/k',
    ],
    ['a service known by its signature only', { headers: signedFor('kinesis') }, 'Kinesis /'],
    ['a query service', { headers: signedFor('sns') }, 'SNS /'],
  ])('routes %s', async (_, given, expected) => {
    expect(await answerOf(given)).toBe(expected);
  });

  it('refuses an unknown target by name and lists what is there', () => {
    const error = refusalOf({ headers: { 'x-amz-target': 'AmazonSSM.GetParameter' } });
    expect(error.code).toBe('UnknownOperationException');
    expect(error.message).toBe(
      'The local stack has no service "AmazonSSM" (X-Amz-Target: AmazonSSM.GetParameter). It has: DynamoDB, DynamoDB Streams, Kinesis, Lambda, S3, SNS.',
    );
  });

  it('refuses a signed request for a service that is not there by name', () => {
    expect(refusalOf({ headers: signedFor('ssm') }).message).toContain('no service "ssm"');
  });

  it.each([
    ['Smithy RPC v2', { 'smithy-protocol': 'rpc-v2-cbor' }],
    [
      'the older CBOR of Kinesis',
      { 'content-type': 'application/x-amz-cbor-1.1', 'x-amz-target': 'Kinesis_20131202.PutRecord' },
    ],
  ])('refuses %s and says what to set', (_, headers) => {
    const error = refusalOf({ path: '/service/Kinesis/operation/PutRecord', headers });
    expect(error.code).toBe('UnsupportedProtocolException');
    expect(error.message).toContain('AWS_CBOR_DISABLE=true');
  });
});

describe('an error outside a service', () => {
  const error = new AwsError('SomeException', 'a < b', 400, { Extra: 1 });

  it('is JSON for a JSON client', () => {
    const { headers, body } = errorResponse(request({ headers: { 'x-amz-target': 'X.Y' } }), error);
    expect(JSON.parse(String(body))).toEqual({ __type: 'SomeException', message: 'a < b', Extra: 1 });
    expect(headers?.['x-amzn-errortype']).toBe('SomeException');
  });

  it('is XML for an S3 client', () => {
    const { headers, body } = errorResponse(request({ method: 'GET', path: '/bucket' }), error);
    expect(headers?.['content-type']).toBe('application/xml');
    expect(String(body)).toContain('<Error><Code>SomeException</Code><Message>a &lt; b</Message>');
  });

  it('is query XML for a query client', () => {
    const { body } = errorResponse(
      request({ headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      error,
    );
    expect(String(body)).toContain('<ErrorResponse><Error><Type>Sender</Type><Code>SomeException</Code>');
  });

  it('is a CBOR map for a CBOR client, whatever the length of its text', () => {
    const long = new AwsError('LongException', 'x'.repeat(300));
    const { headers, body } = errorResponse(request({ headers: { 'smithy-protocol': 'rpc-v2-cbor' } }), long);
    expect(headers?.['smithy-protocol']).toBe('rpc-v2-cbor');
    const expected = Buffer.concat([
      Buffer.from([0xa2, 0x66]),
      Buffer.from('__type'),
      Buffer.from([0x6d]),
      Buffer.from('LongException'),
      Buffer.from([0x67]),
      Buffer.from('message'),
      Buffer.from([0x79, 0x01, 0x2c]),
      Buffer.from('x'.repeat(300)),
    ]);
    expect(body).toEqual(expected);
  });
});
