import { notImplemented } from './errors.ts';
import type { S3Operation } from './operation.ts';
import { abortMultipartUpload } from './operations/abort-multipart-upload.ts';
import { completeMultipartUpload } from './operations/complete-multipart-upload.ts';
import { copyObject } from './operations/copy-object.ts';
import { createBucket } from './operations/create-bucket.ts';
import { createMultipartUpload } from './operations/create-multipart-upload.ts';
import { deleteObject } from './operations/delete-object.ts';
import { deleteObjects } from './operations/delete-objects.ts';
import { getBucketLocation } from './operations/get-bucket-location.ts';
import { getObject } from './operations/get-object.ts';
import { headBucket } from './operations/head-bucket.ts';
import { headObject } from './operations/head-object.ts';
import { listBuckets } from './operations/list-buckets.ts';
import { listObjects } from './operations/list-objects.ts';
import { listObjectsV2 } from './operations/list-objects-v2.ts';
import { listParts } from './operations/list-parts.ts';
import { putObject } from './operations/put-object.ts';
import { uploadPart } from './operations/upload-part.ts';
import { uploadPartCopy } from './operations/upload-part-copy.ts';
import type { S3Request } from './request.ts';

const OPERATIONS: Record<string, S3Operation> = {
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CopyObject: copyObject,
  CreateBucket: createBucket,
  CreateMultipartUpload: createMultipartUpload,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  GetBucketLocation: getBucketLocation,
  GetObject: getObject,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBuckets: listBuckets,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListParts: listParts,
  PutObject: putObject,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
};

/**
 * S3 has no operation name on the wire: method, path, query and one header tell. A request with a query parameter that
 * no operation here honours is refused with `NotImplemented`, since leaving it out of account would answer something else.
 */
export function findOperation(request: S3Request): S3Operation {
  const target = request.key !== '' ? 'object' : request.bucket !== '' ? 'bucket' : 'service';
  const parameters = [...new Set(request.query.keys())].filter((name) => !isNeutral(name));
  const found = Object.values(OPERATIONS)
    .filter((operation) => operation.method === request.method && operation.target === target)
    .filter((operation) => answers(operation, parameters, request.headers))
    .sort((a, b) => specificity(b) - specificity(a))[0];
  if (found) return found;
  const query = parameters.length > 0 ? `?${parameters.join('&')}` : '';
  throw notImplemented(
    `${request.method} of a ${target === 'service' ? 'service' : target}${query}`,
    `It implements: ${Object.keys(OPERATIONS).join(', ')}.`,
  );
}

function answers(operation: S3Operation, parameters: string[], headers: Record<string, string>): boolean {
  const { requires = [], accepts = [], requiresHeader } = operation;
  return (
    requires.every((name) => parameters.includes(name)) &&
    parameters.every((name) => requires.includes(name) || accepts.includes(name)) &&
    (requiresHeader === undefined || headers[requiresHeader] !== undefined)
  );
}

function specificity(operation: S3Operation): number {
  return (operation.requires?.length ?? 0) + (operation.requiresHeader ? 1 : 0);
}

/** SDKs put their operation's name in `x-id`; the others carry a presigned URL's signature, boto3's in its older form. */
function isNeutral(name: string): boolean {
  return (
    name === 'x-id' ||
    /^(AWSAccessKeyId|Signature|Expires)$/.test(name) ||
    /^x-amz-(algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256)$/i.test(name)
  );
}
