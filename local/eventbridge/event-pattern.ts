import { TemplateError } from '../template/resolve.ts';
import { compileAlternatives, type ValuePattern } from './value-pattern.ts';

/**
 * The pattern of a rule: every field that it names must match. Throws {@link TemplateError} for what is not there locally.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function compilePattern(pattern: unknown, at: string): ValuePattern {
  if (Array.isArray(pattern)) return compileAlternatives(pattern, at);
  if (typeof pattern !== 'object' || pattern === null) {
    throw new TemplateError(`${at}: an event pattern holds lists of alternatives, not ${JSON.stringify(pattern)}.`);
  }
  const fields = Object.entries(pattern).map(([name, child]): [string, ValuePattern] => {
    if (name === '$or') throw new TemplateError(`${at}: the local stack does not know $or.`);
    return [name, compilePattern(child, `${at}.${name}`)];
  });
  return (value) => {
    const within = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    return fields.every(([name, matches]) => matches(Object.hasOwn(within, name) ? within[name] : undefined));
  };
}
