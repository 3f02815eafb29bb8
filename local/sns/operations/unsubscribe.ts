import type { SnsContext } from '../context.ts';
import { type QueryInput, textAt } from '../query-input.ts';

/** A subscription that is not there is none afterwards either. https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html */
export function unsubscribe(context: SnsContext, input: QueryInput): string {
  context.unsubscribe(textAt(input, 'SubscriptionArn') ?? '');
  return '';
}
