/** One HTTP request, read whole; header names are lower case, `path` is as sent (still percent-encoded), without the query. */
export interface WireRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: Buffer;
}

export interface WireResponse {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

/** Answers one request, or throws an {@link AwsError}. */
export type WireHandler = (request: WireRequest) => Promise<WireResponse>;

/** Chooses the handler of a request, or throws an {@link AwsError} that refuses it. */
export type Route = (request: WireRequest) => WireHandler;

/** An error as AWS reports it: `code` is the exception's name on the wire, `message` the text that AWS (or, where it has none, we) give. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error's shape on the wire, such as `CancellationReasons`. */
  readonly fields: Record<string, unknown>;

  constructor(code: string, message: string, status = 400, fields: Record<string, unknown> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.fields = fields;
  }
}
