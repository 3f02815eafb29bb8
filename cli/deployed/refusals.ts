import { UserError } from '../output.ts';

interface Failure {
  name: string;
  message: string;
  code?: string;
  /** Node tells of a host with several addresses by one error each. */
  errors?: { code?: string }[];
  /** Only on what an AWS service answered. */
  $metadata?: { httpStatusCode?: number };
}

/** What a call of an AWS service failed with, as a sentence that says how to mend it. Bugs stay as they are. */
export function inWords(error: unknown, place: string): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const { name, message, code, errors, $metadata } = error as Failure;
  const because = (text: string) => new UserError(text, { cause: error });
  const codes = [code, ...(errors ?? []).map((each) => each.code)];
  if (codes.includes('ECONNREFUSED')) {
    return because(
      `Nothing answers at ${place}. Start the local stack there (npm start), name another with --endpoint, or give --aws for AWS.`,
    );
  }
  if (codes.some((each) => each === 'ENOTFOUND' || each === 'ECONNRESET' || each === 'ETIMEDOUT')) {
    return because(`${place} cannot be reached: ${message}.`);
  }
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return because(`The AWS SDK finds no credentials in this shell: ${message}`);
  }
  if (message === 'Region is missing') return because('The AWS SDK finds no region in this shell: set AWS_REGION.');
  return $metadata?.httpStatusCode === undefined ? error : because(`${place} refuses: ${name}: ${message}`);
}
