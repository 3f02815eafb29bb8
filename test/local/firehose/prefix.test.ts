import { describe, expect, it } from 'vitest';
import { objectName } from '../../../local/firehose/object-key.ts';
import {
  evaluatePrefix,
  type PrefixProperty,
  type PrefixValues,
  parsePrefix,
  partitionKeysOf,
} from '../../../local/firehose/prefix.ts';
import { createZonedClock } from '../../../local/firehose/zoned-time.ts';
import { createRandom } from '../../../local/random.ts';
import { randomUuid } from '../../../local/random-uuid.ts';

const time = createZonedClock('UTC')(Date.UTC(2026, 6, 13, 14, 59, 58));

function evaluate(source: string, values: Partial<PrefixValues> = {}, property: PrefixProperty = 'Prefix'): string {
  const result = parsePrefix(source, property);
  if (!result.ok) throw new Error(result.message);
  return evaluatePrefix(result.template, { time, random: createRandom(1), ...values });
}
const refusal = (source: string, property: PrefixProperty = 'Prefix') => {
  const result = parsePrefix(source, property);
  return result.ok ? undefined : result.message;
};

describe('a prefix', () => {
  it.each([
    ['', '2026/07/13/14/'],
    ['legacy', 'legacy2026/07/13/14/'],
    ['chat/', 'chat/2026/07/13/14/'],
    ['chat/!{timestamp:yyyy}/', 'chat/2026/'],
    ['!{timestamp:yyyy/MM/dd}', '2026/07/13'],
    ["!{timestamp:'dt='yyyy-MM-dd}/", 'dt=2026-07-13/'],
    ['a!{timestamp:yyyy}b!{timestamp:MM}c', 'a2026b07c'],
    ['!not an expression {}/', '!not an expression {}/2026/07/13/14/'],
  ])('%s becomes %s', (source, evaluated) => {
    expect(evaluate(source)).toBe(evaluated);
  });

  it('gets no hour appended once it has any expression, be it no timestamp', () => {
    expect(evaluate('chat/!{firehose:random-string}/')).toMatch(/^chat\/[a-z0-9]{11}\/$/);
  });

  it('makes a new random string of 11 characters at each occurrence', () => {
    const [first, second] = evaluate('!{firehose:random-string}/!{firehose:random-string}').split('/');
    expect(first).toHaveLength(11);
    expect(first).not.toBe(second);
  });

  it('takes partition keys from the transform and from the query', () => {
    const source =
      'e/client_id=!{partitionKeyFromQuery:client_id}/live=!{partitionKeyFromLambda:live}/!{timestamp:HH}/';
    expect(evaluate(source, { keysFromQuery: { client_id: 'c-1' }, keysFromLambda: { live: 'l-2' } })).toBe(
      'e/client_id=c-1/live=l-2/14/',
    );
    const result = parsePrefix(source, 'Prefix');
    expect(result.ok && partitionKeysOf(result.template, 'query')).toEqual(['client_id']);
    expect(result.ok && partitionKeysOf(result.template, 'lambda')).toEqual(['live']);
  });

  it('names the error type in an error prefix, every time the same', () => {
    const source = 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/!{firehose:error-output-type}';
    expect(evaluate(source, { errorOutputType: 'processing-failed' }, 'ErrorOutputPrefix')).toBe(
      'errors/processing-failed/2026/07/13/14/processing-failed',
    );
  });

  it('puts the error type and the hour behind a literal error prefix', () => {
    expect(evaluate('errors/', { errorOutputType: 'processing-failed' }, 'ErrorOutputPrefix')).toBe(
      'errors/processing-failed/2026/07/13/14/',
    );
  });

  it.each([
    ['a/!{timestamp:yyyy', 'Invalid expression usage'],
    ['a/!{', 'Invalid expression usage'],
    ['a/!{}', 'Invalid expression usage'],
    ['a/!{timestamp}', 'Invalid expression usage'],
    ['a/!{timestamp:}', 'Invalid expression usage'],
    ['!{time:yyyy}', 'Namespace to the left of colon (time) is an invalid keyword!'],
    ['!{timestamp:yyyyT}', 'Invalid conversion character used in the value of the expression in Prefix'],
    ['!{firehose:random}', 'Invalid conversion character used in the value of the expression in Prefix'],
    ['!{firehose:error-output-type}', 'Prefix must not contain any occurrence of !{firehose:error-output-type}'],
    ['x'.repeat(513), 'Length of evaluated prefix cannot be greater than 512'],
    [`${'x'.repeat(502)}!{firehose:random-string}`, 'Length of evaluated prefix cannot be greater than 512'],
    ['x'.repeat(1025), 'Length of Prefix cannot be greater than 1024'],
  ])('is refused as %s', (source, message) => {
    expect(refusal(source)).toBe(message);
  });

  it('may be 512 characters long as a literal, though the hour is still appended', () => {
    expect(evaluate('x'.repeat(512))).toHaveLength(512 + '2026/07/13/14/'.length);
  });

  it.each([
    [
      '!{partitionKeyFromLambda:a}/!{firehose:error-output-type}',
      "Dynamic Partitioning Namespaces can't be part of an error prefix expression",
    ],
    [
      '!{partitionKeyFromQuery:a}/!{firehose:error-output-type}',
      "Dynamic Partitioning Namespaces can't be part of an error prefix expression",
    ],
    ['!{timestamp:b}', 'Invalid conversion character used in the value of the expression in ErrorOutputPrefix'],
    ['x'.repeat(513), 'Length of evaluated ErrorOutputPrefix cannot be greater than 512'],
  ])('for errors is refused as %s', (source, message) => {
    expect(refusal(source, 'ErrorOutputPrefix')).toBe(message);
  });
});

describe('an object name', () => {
  it('is stream, version, time of the oldest record, a UUID and the extension', () => {
    const uuid = randomUuid(createRandom(7));
    expect(objectName({ stream: 'chat', version: 3, time, uuid, extension: '.gz' })).toBe(
      `chat-3-2026-07-13-14-59-58-${uuid}.gz`,
    );
  });
});
