/** Error codes with the message that AWS puts beside them; captured where the contract says so, the rest documented. */
const MESSAGES = {
  'Lambda.MissingRecordId':
    'One or more record Ids were not returned. Ensure that the Lambda function returns all received record Ids.',
  'Lambda.DuplicatedRecordId':
    'Multiple records were returned with the same record Id. Ensure that the Lambda function returns a unique record Id for each record.',
  'Lambda.ProcessingFailedStatus': 'ProcessingFailed status set for record',
  'Lambda.InvalidReturnFormat':
    'The data field cannot be null when the SourceType is DirectPut or KinesisStreamAsSource and processing result is Ok. The value field cannot be null when the SourceType is MSKAsSource and processing result is Ok.',
  'Lambda.FunctionError': 'The Lambda function was successfully invoked but it returned an error result.',
  'Lambda.FunctionTimedOut':
    'The Lambda function invocation timed out. Increase the Timeout setting in the Lambda function.',
  // https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-logs.html#lambda-invocation-errors
  'Lambda.JsonProcessingException':
    'There was an error parsing returned records from the Lambda function. Ensure that the returned records follow the status model required by Amazon Data Firehose.',
  'Lambda.InvokeLimitExceeded':
    'The Lambda concurrent execution limit is exceeded. Increase the concurrent execution limit.',
  'Lambda.InvokeAccessDenied': 'Access was denied. Ensure that the access policy allows access to the Lambda function.',
  'Lambda.ResourceNotFound': 'The specified Lambda function does not exist. Use a different function that does exist.',
} as const;

export type LambdaErrorCode = keyof typeof MESSAGES;

export const messageOf = (code: string): string =>
  MESSAGES[code as LambdaErrorCode] ?? MESSAGES['Lambda.FunctionError'];

export const METADATA_EXTRACTION_FAILED = 'DynamicPartitioning.MetadataExtractionFailed';
export const KEYS_NULL_OR_EMPTY = 'partitionKeys values must not be null or empty';
export const NON_JSON_RECORD = 'Non JSON record provided';

export const PROCESSING_FAILED = 'processing-failed';
export const ACTIVE_PARTITION_EXCEEDED = 'activePartitionExceeded';
export const FORMAT_CONVERSION_FAILED = 'format-conversion-failed';

const INVOKE_ERRORS: Record<string, LambdaErrorCode> = {
  TooManyRequestsException: 'Lambda.InvokeLimitExceeded',
  AccessDeniedException: 'Lambda.InvokeAccessDenied',
  ResourceNotFoundException: 'Lambda.ResourceNotFound',
};

/** The code for an Invoke call that Lambda itself refused. */
export const codeOfInvokeError = (awsCode: string): LambdaErrorCode => INVOKE_ERRORS[awsCode] ?? 'Lambda.FunctionError';
