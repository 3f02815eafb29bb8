import { randomUUID } from 'node:crypto';
import { encodeCborStrings } from './cbor-error.ts';
import type { AwsError, WireRequest, WireResponse } from './message.ts';

/**
 * An error in the protocol that the client speaks, for requests that fail before (or outside) a service:
 * Smithy RPC v2 CBOR, AWS JSON, AWS query, else S3's XML.
 */
export function errorResponse(request: WireRequest, error: AwsError): WireResponse {
  const requestId = randomUUID();
  const respond = (contentType: string, body: string | Buffer, headers: Record<string, string> = {}): WireResponse => ({
    status: error.status,
    headers: { 'content-type': contentType, 'x-amzn-requestid': requestId, ...headers },
    body,
  });
  switch (protocolOf(request)) {
    case 'cbor':
      return respond('application/cbor', encodeCborStrings({ __type: error.code, message: error.message }), {
        'smithy-protocol': 'rpc-v2-cbor',
      });
    case 'json':
      return respond(
        'application/x-amz-json-1.1',
        JSON.stringify({ __type: error.code, message: error.message, ...error.fields }),
        { 'x-amzn-errortype': error.code },
      );
    case 'query':
      return respond(
        'text/xml',
        `<ErrorResponse><Error><Type>${error.status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${escapeXml(error.code)}</Code>` +
          `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      );
    case 's3':
      return respond(
        'application/xml',
        `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(error.code)}</Code>` +
          `<Message>${escapeXml(error.message)}</Message><RequestId>${requestId}</RequestId></Error>`,
        { 'x-amz-request-id': requestId },
      );
  }
}

function protocolOf(request: WireRequest): 'cbor' | 'json' | 'query' | 's3' {
  const contentType = request.headers['content-type'] ?? '';
  if (request.headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor';
  if (request.headers['x-amz-target'] !== undefined || request.path.startsWith('/2015-03-31/')) return 'json';
  if (contentType.startsWith('application/x-amz-json') || contentType.startsWith('application/json')) return 'json';
  if (contentType.startsWith('application/x-www-form-urlencoded')) return 'query';
  return 's3';
}

const XML_ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => XML_ENTITIES[character]!);
}
