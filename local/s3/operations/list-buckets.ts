import { type S3Operation, xmlResponse } from '../operation.ts';
import { xmlDocument, xmlParent, xmlText } from '../xml.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets: S3Operation = {
  method: 'GET',
  target: 'service',
  async run({ buckets }) {
    const found = (await buckets.list()).map(({ name, createdAt }) =>
      xmlParent('Bucket', [xmlText('Name', name), xmlText('CreationDate', new Date(createdAt).toISOString())]),
    );
    const owner = xmlParent('Owner', [xmlText('ID', 'local'), xmlText('DisplayName', 'local')]);
    return xmlResponse(xmlDocument('ListAllMyBucketsResult', [owner, xmlParent('Buckets', found)]));
  },
};
