import { xmlText } from '../../s3/xml.ts';
import { TemplateError } from '../../template/resolve.ts';
import { AwsError } from '../../wire/message.ts';
import type { SnsContext } from '../context.ts';
import { listAt, type QueryInput, textAt } from '../query-input.ts';

/**
 * Of a queue only; it is confirmed at once, and gone when the stack stops: what is to stay is in the template.
 * https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 */
export function subscribe(context: SnsContext, input: QueryInput): string {
  const TopicArn = context.checkTopic(textAt(input, 'TopicArn'));
  const attributes = listAt(input, 'Attributes', 'entry').map((entry) => [
    textAt(entry, 'key'),
    textAt(entry, 'value'),
  ]);
  const { FilterPolicy, ...plain } = Object.fromEntries(attributes) as Record<string, string>;
  const Protocol = textAt(input, 'Protocol');
  if (Protocol !== 'sqs')
    throw new AwsError('InvalidParameter', 'Invalid parameter: locally only queues are subscribed');
  try {
    const filter = FilterPolicy === undefined ? {} : { FilterPolicy: JSON.parse(FilterPolicy) as unknown };
    const Endpoint = textAt(input, 'Endpoint');
    return xmlText('SubscriptionArn', context.subscribe({ TopicArn, Protocol, Endpoint, ...plain, ...filter }));
  } catch (error) {
    if (error instanceof TemplateError || error instanceof SyntaxError) {
      throw new AwsError('InvalidParameter', `Invalid parameter: ${error.message}`);
    }
    throw error;
  }
}
