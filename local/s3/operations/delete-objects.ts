import { AwsError } from '../../wire/message.ts';
import { receiveBody } from '../body.ts';
import { malformedXml } from '../errors.ts';
import { DELETE_KEYS_MAX } from '../limits.ts';
import { type S3Context, type S3Operation, xmlResponse } from '../operation.ts';
import { parseXml, xmlChildren, xmlChildText, xmlDocument, xmlParent, xmlText } from '../xml.ts';

/** Each key has its own outcome. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
export const deleteObjects: S3Operation = {
  method: 'POST',
  target: 'bucket',
  requires: ['delete'],
  async run(context, { bucket, headers, body }) {
    await context.buckets.require(bucket);
    const root = parseXml(receiveBody(headers, body).data, 'Delete');
    const entries = xmlChildren(root, 'Object');
    if (entries.length === 0 || entries.length > DELETE_KEYS_MAX) throw malformedXml();
    const isQuiet = xmlChildText(root, 'Quiet') === 'true';
    const outcomes: string[] = [];
    for (const entry of entries) {
      const key = xmlChildText(entry, 'Key');
      if (key === undefined) throw malformedXml();
      const error = await removeOne(context, bucket, key, entry);
      if (error) outcomes.push(errorElement(key, error));
      else if (!isQuiet) outcomes.push(xmlParent('Deleted', [xmlText('Key', key)]));
    }
    return xmlResponse(xmlDocument('DeleteResult', outcomes));
  },
};

async function removeOne(
  { store }: S3Context,
  bucket: string,
  key: string,
  entry: Parameters<typeof xmlChildText>[0],
): Promise<AwsError | undefined> {
  if (xmlChildText(entry, 'VersionId') !== undefined) {
    return new AwsError('NotImplemented', 'The local S3 keeps no versions.', 501);
  }
  try {
    await store.remove(bucket, key, { ifMatch: xmlChildText(entry, 'ETag') });
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

function errorElement(key: string, error: AwsError): string {
  return xmlParent('Error', [xmlText('Key', key), xmlText('Code', error.code), xmlText('Message', error.message)]);
}
