import { UserError } from '../output.ts';

/** What the commands that talk to a running stack are told about it. */
export interface DeployedOptions {
  stage: string;
  endpoint?: string | undefined;
  aws: boolean;
}

/** Where requests go, and as whom; an empty one leaves both to the AWS SDK. */
export interface Place {
  /** For messages. */
  name: string;
  settings: {
    endpoint?: string;
    region?: string;
    credentials?: { accessKeyId: string; secretAccessKey: string };
  };
}

export const LOCAL_ENDPOINT = 'http://127.0.0.1:4566';

/**
 * The one rule: AWS only with `--aws`. Else `--endpoint`, else `AWS_ENDPOINT_URL`, else the local stack's usual port; none of
 * these is shown the credentials of the shell. Throws {@link UserError} for options that contradict each other.
 */
export function placeOf({ endpoint, aws }: DeployedOptions, environment: NodeJS.ProcessEnv): Place {
  if (!aws) {
    const url = endpoint ?? (environment.AWS_ENDPOINT_URL || LOCAL_ENDPOINT);
    return {
      name: url,
      settings: {
        endpoint: url,
        region: environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      },
    };
  }
  if (endpoint !== undefined) throw new UserError('--aws and --endpoint exclude each other: give one of them.');
  const diverted = Object.keys(environment).find((name) => name.startsWith('AWS_ENDPOINT_URL') && environment[name]);
  if (diverted) {
    throw new UserError(`${diverted} is set to ${environment[diverted]}, so that --aws would not reach AWS. Unset it.`);
  }
  return { name: 'AWS', settings: {} };
}
