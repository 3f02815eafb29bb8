import type { Clock } from '../clock.ts';
import type { InvokeResult } from '../lambda/types.ts';
import { randomUuid } from '../random-uuid.ts';
import { codeOfInvokeError } from './failures.ts';
import { backoff, INVOKE_RETRY_MS } from './pacing.ts';
import type { InputRecord, Outcome } from './record.ts';
import { buildTransformEvent, type EventSource } from './transform-event.ts';
import { judgeAnswer, lambdaFailure, type VerdictContext } from './verdicts.ts';

/** Calls the transform; rejects with an `AwsError` when Lambda refuses the call itself. */
export type Invoke = (payload: string) => Promise<InvokeResult>;

export type Metric = (
  name: string,
  value: number,
  unit: 'Count' | 'Bytes' | 'Milliseconds' | 'Seconds' | 'Bytes/Second' | 'None',
) => void;

/** Sends the records of one buffer through the transform: one outcome each, in their order. */
export type Transform = (shardId: string, records: InputRecord[]) => Promise<Outcome[]>;

/**
 * The Lambda processor. A call that fails is repeated `retries` more times, each with an `invocationId` of its own and
 * the same `recordId`s;
 * an answer that came well is final, however wrong its shape.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
 */
export function createTransform(options: {
  clock: Clock;
  random: () => number;
  invoke: Invoke;
  retries: number;
  eventSource: EventSource;
  verdicts: VerdictContext;
  metric: Metric;
  log: (message: string) => void;
}): Transform {
  const { clock, random, invoke, retries, eventSource, verdicts, metric, log } = options;

  const tryOnce = async (payload: string): Promise<{ answer: Buffer } | { code: string }> => {
    const startedMs = clock.now();
    const result = await callFunction(invoke, payload, verdicts, log);
    metric('ExecuteProcessing.Duration', clock.now() - startedMs, 'Milliseconds');
    metric('ExecuteProcessing.Success', 'answer' in result ? 1 : 0, 'None');
    return result;
  };
  /** Only `Ok` counts, and the bytes are those of the input (captured). */
  const countSucceeded = (records: InputRecord[], outcomes: Outcome[]): void => {
    const succeeded = records.filter((_, at) => outcomes[at]!.kind === 'ok');
    metric('SucceedProcessing.Records', succeeded.length, 'Count');
    metric(
      'SucceedProcessing.Bytes',
      succeeded.reduce((sum, { data }) => sum + data.length, 0),
      'Bytes',
    );
  };
  const failAll = (records: InputRecord[], code: string, attemptsMade: number): Outcome[] => {
    const outcome: Outcome = { kind: 'failed', failure: lambdaFailure(code, verdicts.lambdaArn, attemptsMade) };
    return records.map(() => outcome);
  };

  return async (shardId, records) => {
    const event = buildTransformEvent(eventSource, shardId, records);
    for (let attempt = 1; ; attempt += 1) {
      const result = await tryOnce(event.withInvocationId(randomUuid(random)));
      if ('answer' in result) {
        const verdict = judgeAnswer(records, result.answer, verdicts, attempt);
        if (verdict.kind === 'batch') return failAll(records, verdict.code, attempt);
        countSucceeded(records, verdict.outcomes);
        return verdict.outcomes;
      }
      if (attempt > retries) return failAll(records, result.code, attempt);
      await new Promise<void>((resolve) => clock.after(backoff(INVOKE_RETRY_MS, attempt), resolve));
    }
  };
}

async function callFunction(
  invoke: Invoke,
  payload: string,
  { lambdaArn, behaviour }: VerdictContext,
  log: (message: string) => void,
): Promise<{ answer: Buffer } | { code: string }> {
  let result: InvokeResult;
  try {
    result = await invoke(payload);
  } catch (error) {
    log(`${lambdaArn} could not be invoked: ${error}`);
    return { code: codeOfInvokeError((error as { code?: string }).code ?? '') };
  }
  if (!result.functionError) return { answer: result.payload };
  const timedOut = result.payload.includes('Sandbox.Timedout') || result.payload.includes('Task timed out after');
  // What the function threw may hold what a record held: that stands in the function's own log.
  log(`${lambdaArn} ${timedOut ? 'timed out' : 'failed'}`);
  return { code: timedOut ? behaviour.timeout : 'Lambda.FunctionError' };
}
