import { AwsError } from '../../wire/message.ts';
import { checkInput } from '../../wire/shape.ts';
import type { KinesisContext } from '../context.ts';
import { RETENTION_HOURS_MAX, RETENTION_HOURS_MIN } from '../limits.ts';
import { resolveStream, STREAM_REFERENCE } from '../stream-reference.ts';

const SHAPE = { ...STREAM_REFERENCE, RetentionPeriodHours: { type: 'integer', required: true } } as const;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html */
export function increaseStreamRetentionPeriod(context: KinesisContext, given: Record<string, unknown>): void {
  changeRetention(context, given, (requested, existing) => requested < existing && 'shorter');
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DecreaseStreamRetentionPeriod.html */
export function decreaseStreamRetentionPeriod(context: KinesisContext, given: Record<string, unknown>): void {
  changeRetention(context, given, (requested, existing) => requested > existing && 'longer');
}

function changeRetention(
  context: KinesisContext,
  given: Record<string, unknown>,
  wrongWay: (requested: number, existing: number) => false | 'shorter' | 'longer',
): void {
  const input = checkInput(SHAPE, given);
  const stream = resolveStream(context, input);
  const state = stream.state();
  const requested = input.RetentionPeriodHours;
  if (requested < RETENTION_HOURS_MIN) throw outOfRange('Minimum', RETENTION_HOURS_MIN, requested, 'short');
  if (requested > RETENTION_HOURS_MAX) throw outOfRange('Maximum', RETENTION_HOURS_MAX, requested, 'long');
  const wrong = wrongWay(requested, state.retentionHours);
  if (wrong) {
    throw invalid(
      `Requested retention period (${requested} hours) for stream ${state.name} can not be ${wrong} than existing retention period ` +
        `(${state.retentionHours} hours). Use ${wrong === 'shorter' ? 'Decrease' : 'Increase'}RetentionPeriod API.`,
    );
  }
  stream.update({ ...state, retentionHours: requested });
}

function outOfRange(bound: string, hours: number, requested: number, too: string): AwsError {
  return invalid(
    `${bound} allowed retention period is ${hours} hours. Requested retention period (${requested} hours) is too ${too}.`,
  );
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidArgumentException', message);
}
