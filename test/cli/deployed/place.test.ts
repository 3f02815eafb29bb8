import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../cli/deployed/place.ts';
import { inWords } from '../../../cli/deployed/refusals.ts';
import { UserError } from '../../../cli/output.ts';

const stage = 'dev';
const local = { accessKeyId: 'local', secretAccessKey: 'local' };
/** As a shell that is logged in to AWS has it. */
const shell = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1' };

describe('where a command goes', () => {
  it.each<[string, { endpoint?: string }, NodeJS.ProcessEnv, string]>([
    ['the local stack’s usual port', {}, {}, 'http://127.0.0.1:4566'],
    ['the shell’s endpoint', {}, { AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' }, 'http://127.0.0.1:5000'],
    ['the usual port if that is empty', {}, { AWS_ENDPOINT_URL: '' }, 'http://127.0.0.1:4566'],
    [
      'the option before the shell’s',
      { endpoint: 'http://127.0.0.1:6000' },
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:5000' },
      'http://127.0.0.1:6000',
    ],
  ])('%s', (_name, options, environment, url) => {
    const { name, settings } = placeOf({ stage, aws: false, ...options }, environment);
    expect(name).toBe(url);
    expect(settings.endpoint).toBe(url);
  });

  it('never to AWS, and never with the shell’s credentials, unless told so', () => {
    expect(placeOf({ stage, aws: false }, shell).settings).toEqual({
      endpoint: 'http://127.0.0.1:4566',
      region: 'eu-west-1',
      credentials: local,
    });
  });

  it('to AWS by the SDK’s own settings with --aws', () => {
    expect(placeOf({ stage, aws: true }, shell)).toEqual({ name: 'AWS', settings: {} });
  });

  it.each<[string, { endpoint?: string }, NodeJS.ProcessEnv, RegExp]>([
    ['--endpoint', { endpoint: 'http://x' }, {}, /--aws and --endpoint exclude each other/],
    ['AWS_ENDPOINT_URL', {}, { AWS_ENDPOINT_URL: 'http://x' }, /AWS_ENDPOINT_URL is set to http:\/\/x.*Unset it/],
    ['an endpoint of one service', {}, { AWS_ENDPOINT_URL_S3: 'http://y' }, /AWS_ENDPOINT_URL_S3 is set/],
  ])('--aws beside %s is refused', (_name, options, environment, message) => {
    expect(() => placeOf({ stage, aws: true, ...options }, environment)).toThrow(message);
  });
});

describe('what keeps a command from its stage', () => {
  const failure = (fields: object) => Object.assign(new Error('what happened'), fields);

  it.each([
    ['nobody listens', failure({ code: 'ECONNREFUSED' }), /Nothing answers at the place\. Start the local stack/],
    ['nobody listens on any address', failure({ errors: [{ code: 'ECONNREFUSED' }] }), /Nothing answers at the place/],
    ['there is no such host', failure({ code: 'ENOTFOUND' }), /the place cannot be reached/],
    ['there are no credentials', failure({ name: 'CredentialsProviderError' }), /no credentials in this shell/],
    ['there is no region', new Error('Region is missing'), /set AWS_REGION/],
    [
      'access is denied',
      failure({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }),
      /the place refuses: AccessDeniedException: what happened/,
    ],
  ])('is said in words: %s', (_name, error, message) => {
    const told = inWords(error, 'the place');
    expect(told).toBeInstanceOf(UserError);
    expect((told as Error).message).toMatch(message);
  });

  it('a bug stays a bug, and a mistake that was told already stays as it is', () => {
    const bug = new TypeError('x is not a function');
    const told = new UserError('told');
    expect(inWords(bug, 'the place')).toBe(bug);
    expect(inWords(told, 'the place')).toBe(told);
  });
});
