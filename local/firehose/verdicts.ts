import { type AnswerRecord, readAnswer } from './answer.ts';
import { KEYS_NULL_OR_EMPTY, METADATA_EXTRACTION_FAILED, messageOf, PROCESSING_FAILED } from './failures.ts';
import type { UnknownBehaviour } from './options.ts';
import { DROPPED, type Failure, type InputRecord, type Outcome } from './record.ts';

export interface VerdictContext {
  lambdaArn: string;
  /**
   * The partition keys that `Prefix` takes from the transform; undefined without dynamic partitioning, where metadata
   * is not looked at.
   */
  lambdaKeys: string[] | undefined;
  behaviour: UnknownBehaviour;
}

/** Either one outcome per record, in the order of the request, or a code that fails the batch. */
export type Verdict = { kind: 'records'; outcomes: Outcome[] } | { kind: 'batch'; code: string };

/**
 * What a transform's answer means for each record that it was sent. Records are matched by id; order and unknown ids
 * mean nothing.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html
 */
export function judgeAnswer(
  records: InputRecord[],
  payload: Buffer,
  context: VerdictContext,
  attemptsMade: number,
): Verdict {
  const { behaviour } = context;
  const answer = readAnswer(payload);
  if (!answer.ok) {
    if (answer.reason === 'bad-base64') return { kind: 'batch', code: 'Lambda.FunctionError' };
    if (answer.reason === 'bad-result') return { kind: 'batch', code: behaviour.invalidResult };
    return { kind: 'batch', code: behaviour.answerIsNoObject };
  }
  const matches = matchById(records, answer.records);
  if (behaviour.duplicateRecordId === 'batch' && matches.includes('twice')) {
    return { kind: 'batch', code: 'Lambda.DuplicatedRecordId' };
  }
  return { kind: 'records', outcomes: matches.map((match) => judgeRecord(match, context, attemptsMade)) };
}

type Match = AnswerRecord | 'missing' | 'twice';

function matchById(records: InputRecord[], answers: AnswerRecord[]): Match[] {
  if (answers.length === records.length && records.every((record, at) => answers[at]!.recordId === record.recordId))
    return answers;
  const byId = new Map<string, Match>();
  for (const answer of answers) byId.set(answer.recordId, byId.has(answer.recordId) ? 'twice' : answer);
  return records.map((record) => byId.get(record.recordId) ?? 'missing');
}

function judgeRecord(match: Match, context: VerdictContext, attemptsMade: number): Outcome {
  if (match === 'missing') return failedByLambda('Lambda.MissingRecordId', context, attemptsMade);
  if (match === 'twice') return failedByLambda('Lambda.DuplicatedRecordId', context, attemptsMade);
  if (match.result === 'Dropped') return DROPPED;
  if (match.result === 'ProcessingFailed')
    return failedByLambda('Lambda.ProcessingFailedStatus', context, attemptsMade);
  if (match.data === null) return failedByLambda('Lambda.InvalidReturnFormat', context, attemptsMade);
  if (!context.lambdaKeys) return { kind: 'ok', data: match.data };
  const keys = keysOf(match, context.lambdaKeys);
  return keys
    ? { kind: 'ok', data: match.data, keysFromLambda: keys }
    : keyExtractionFailed(KEYS_NULL_OR_EMPTY, context.behaviour);
}

/** Every key that the answer holds must have a value, and so must every key that the prefix names. */
function keysOf(answer: AnswerRecord, wanted: string[]): Record<string, string> | undefined {
  const given = answer.partitionKeys ?? {};
  for (const name in given) if (!given[name]) return undefined;
  for (const name of wanted) if (!Object.hasOwn(given, name)) return undefined;
  return given as Record<string, string>;
}

const failedByLambda = (code: string, { lambdaArn }: VerdictContext, attemptsMade: number): Outcome => ({
  kind: 'failed',
  failure: lambdaFailure(code, lambdaArn, attemptsMade),
});

export const lambdaFailure = (code: string, lambdaArn: string | undefined, attemptsMade: number): Failure => ({
  outputType: PROCESSING_FAILED,
  code,
  message: messageOf(code),
  lambdaArn,
  attemptsMade,
});

/** A record whose partition keys could not be found. */
export const keyExtractionFailed = (message: string, behaviour: UnknownBehaviour): Outcome => ({
  kind: 'failed',
  failure: { outputType: behaviour.keyExtractionErrorType, code: METADATA_EXTRACTION_FAILED, message, attemptsMade: 1 },
});
