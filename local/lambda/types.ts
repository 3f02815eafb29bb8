/** A function as the template declares it, with its intrinsics resolved. */
export interface FunctionConfig {
  functionName: string;
  functionArn: string;
  /** `file.export`, as Lambda's Handler property. */
  handler: string;
  /** The packaged zip on disk. */
  zipPath: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memorySizeMb: number;
  runtime: string;
}

export interface InvokeResult {
  /** Absent on success. Lambda sets `Unhandled` for whatever the handler throws, timeouts and crashes. */
  functionError?: 'Unhandled';
  /** JSON: the handler's answer, or `{ errorType, errorMessage, trace? }`. */
  payload: Buffer;
  /** What this invocation logged, last 4 KB. */
  logTail: string;
  durationMs: number;
}

/** What other local services may do with functions in this process. */
export interface Functions {
  /** Throws {@link AwsError} `RequestTooLargeException` over 6 MB and `ResourceNotFoundException` for an unknown name. Takes a name or an ARN. */
  invoke(functionName: string, payload: Buffer | string): Promise<InvokeResult>;
}
