import { AwsError } from '../wire/message.ts';

/** Errors that more than one operation reports. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */

export function noSuchBucket(bucket: string): AwsError {
  return new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });
}

export function noSuchKey(key: string): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
}

export function noSuchUpload(uploadId: string): AwsError {
  return new AwsError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId: uploadId },
  );
}

export function invalidArgument(message: string, argumentName: string, argumentValue: string): AwsError {
  return new AwsError('InvalidArgument', message, 400, { ArgumentName: argumentName, ArgumentValue: argumentValue });
}

export function invalidRequest(message: string): AwsError {
  return new AwsError('InvalidRequest', message, 400);
}

export function malformedXml(): AwsError {
  return new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
    400,
  );
}

export function notImplemented(what: string, instead: string): AwsError {
  return new AwsError('NotImplemented', `The local S3 does not implement ${what}. ${instead}`, 501);
}
