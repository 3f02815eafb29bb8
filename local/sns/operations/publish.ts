import { xmlText } from '../../s3/xml.ts';
import type { SnsContext } from '../context.ts';
import { messageOf } from '../message.ts';
import { type QueryInput, textAt } from '../query-input.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function publish(context: SnsContext, input: QueryInput): string {
  const topicArn = context.checkTopic(textAt(input, 'TopicArn'));
  return xmlText('MessageId', context.publish(topicArn, messageOf(input)));
}
