import * as z from 'zod';
import { TemplateError } from '../../template/resolve.ts';
import { AwsError } from '../../wire/message.ts';
import type { EventBridgeContext } from '../context.ts';
import { compilePattern } from '../event-pattern.ts';
import { busNameOf } from '../rule.ts';
import type { ValuePattern } from '../value-pattern.ts';
import { readInput, ruleShape } from './rule-input.ts';

const shape = z.object({
  ...ruleShape('Name'),
  EventPattern: z.string(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
});

/**
 * By a pattern only; the rule keeps the targets that it has. What was made so is gone when the stack stops: what is to stay is in
 * the template. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 */
export function putRule(context: EventBridgeContext, given: Record<string, unknown>): unknown {
  const { Name: name, EventBusName, EventPattern, State } = readInput(shape, given);
  const busName = busNameOf(EventBusName);
  if (!context.hasBus(busName)) {
    throw new AwsError('ResourceNotFoundException', `Event bus ${busName} does not exist.`);
  }
  const known = context.rule(busName, name);
  const { region, accountId } = context;
  const arn = `arn:aws:events:${region}:${accountId}:rule/${busName === 'default' ? '' : `${busName}/`}${name}`;
  context.addRule({
    name,
    arn,
    busName,
    enabled: State === 'ENABLED',
    everyMs: known?.everyMs,
    matches: patternOf(EventPattern, name),
    targets: known?.targets ?? [],
  });
  return { RuleArn: arn };
}

function patternOf(text: string, name: string): ValuePattern {
  try {
    return compilePattern(JSON.parse(text) as Record<string, unknown>, `The rule ${name}`);
  } catch (error) {
    if (!(error instanceof TemplateError || error instanceof SyntaxError)) throw error;
    throw new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${error.message}`);
  }
}
