import { checkInput } from '../../wire/shape.ts';
import type { KinesisContext } from '../context.ts';
import { resolveStreamName, STREAM_REFERENCE } from '../stream-reference.ts';

/** The stream and its records are gone when this answers. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteStream.html */
export function deleteStream(context: KinesisContext, given: Record<string, unknown>): void {
  context.registry.delete(resolveStreamName(context, checkInput(STREAM_REFERENCE, given)));
}
