/**
 * Where sources disagree about AWS, or say nothing, a default is taken and can be changed.
 * The contract tests print these with the mark "unknown".
 */
export interface UnknownBehaviour {
  /** How far one id that is answered twice reaches. Newest captures: the record. */
  duplicateRecordId: 'record' | 'batch';
  /**
   * The code of an answer that is no JSON object. Documented: JsonProcessingException. Captured once: MissingRecordId.
   */
  answerIsNoObject: 'Lambda.JsonProcessingException' | 'Lambda.MissingRecordId';
  /** The code of an answer with a `result` outside the three. Captured: the batch fails; the code was not. */
  invalidResult: string;
  /** The code of a function that timed out. Captured in 2026: FunctionError; before: FunctionTimedOut. */
  timeout: 'Lambda.FunctionError' | 'Lambda.FunctionTimedOut';
  /**
   * The keys of an error object and their order: as captured since 2025 (`rawData` first, `lambdaARN` last), or as
   * documented.
   */
  errorObjectShape: 'captured' | 'documented';
  /**
   * Whether error objects follow the `CompressionFormat` of the destination. Captured: objects without an extension.
   */
  compressErrorObjects: boolean;
  /**
   * Error folder of records whose partition keys could not be found. Seen on AWS in third-party tests; not documented.
   */
  keyExtractionErrorType: string;
  /** `errorCode` in the error objects under `activePartitionExceeded`. */
  activePartitionErrorCode: string;
  /**
   * `rawData` of a record that could not be converted: as the conversion read it, after the transform, or as it came from the
   * source. No source says; of the Decompression processor it is documented that the record as it came is delivered.
   */
  conversionRawData: 'transformed' | 'original';
  /** What becomes of a record whose partition keys make the evaluated prefix longer than 512 characters. */
  prefixTooLongErrorCode: string;
}

export const DEFAULT_BEHAVIOUR: UnknownBehaviour = {
  duplicateRecordId: 'record',
  answerIsNoObject: 'Lambda.JsonProcessingException',
  invalidResult: 'Lambda.JsonProcessingException',
  timeout: 'Lambda.FunctionError',
  errorObjectShape: 'captured',
  compressErrorObjects: false,
  keyExtractionErrorType: 'metadata-extraction-failed',
  activePartitionErrorCode: 'DynamicPartitioning.ActivePartitionsLimitExceeded',
  conversionRawData: 'transformed',
  prefixTooLongErrorCode: 'DynamicPartitioning.MetadataExtractionFailed',
};
