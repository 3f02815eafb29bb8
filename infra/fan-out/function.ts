import { physicalName } from '../delivery-stream/names.ts';
import type { FrameworkContext } from '../framework.ts';
import { contentOf, type FunctionFile, readFunctionFile } from '../function-file.ts';
import type { Settings } from '../parameters.ts';
import { fanOutIds, fanOutName } from './names.ts';
import { targetVariables } from './targets.ts';

const path = 'functions/ddb-fanout/function.yml';

/** What `function.yml` says of the function. Throws ConfigurationError. */
export const fanOutFile = async (framework: FrameworkContext): Promise<FunctionFile> =>
  readFunctionFile(path, await contentOf(path, framework));

/** The entry under `functions`. */
export const fanOutFunction = ({ stage }: Settings, file: FunctionFile) => ({
  ...file,
  name: physicalName(stage, fanOutName),
  description: 'Tells subscribers of the changes of the table.',
  role: fanOutIds.role,
  environment: {
    ...file.environment,
    LAKE_BUCKET: { Ref: 'LakeBucket' },
    LAKE_BUCKET_OWNER: { Ref: 'AWS::AccountId' },
    ...targetVariables(),
  },
});
