import { describe, expect, it } from 'vitest';
import { expectationInWords, printable } from '../../../cli/errors/in-words.ts';
import { requestOf } from '../../../cli/errors/selection.ts';
import { recordText, showText, withContents } from '../../../cli/errors/show.ts';
import { createSummary, summaryTable } from '../../../cli/errors/summary.ts';
import type { Explanation } from '../../../shared/error-object-replay.ts';
import { keyOf } from './reports.ts';

const explanation = (changes: Partial<Explanation> = {}): Explanation => ({
  object: keyOf('a'),
  line: 1,
  errorCode: 'Lambda.ProcessingFailedStatus',
  arrivalTimestamp: Date.parse('2026-07-13T14:05:09.123Z'),
  result: 'Parked',
  reason: 'SchemaViolation',
  path: 'MessageType',
  expected: { S: { type: 'string', enum: ['CHAT', 'SYSTEM'] } },
  found: 'S of 6 characters',
  ...changes,
});

describe('the summary', () => {
  it('counts by stream, hour, type, code, reason and field', () => {
    const summary = createSummary();
    for (let line = 1; line <= 3; line++) summary.add('chat-by-time', explanation({ line }));
    summary.add('chat-by-time', explanation({ path: 'UID', expected: { N: { type: 'string' } } }));
    summary.add('chat-by-time', { object: keyOf('a').replace('/14/', '/15/'), line: 1, result: 'Ok' });
    summary.add('chat-by-livestream', { object: 'errors/chat-by-livestream/x', line: 1, result: 'Dropped' });
    summary.addUnjudged('chat-by-time', keyOf('b'), 'Lambda.FunctionError', 500);
    expect(
      summary
        .groups()
        .map(({ stream, type, code, reason, field, hour, records }) => [
          stream,
          hour,
          type,
          code,
          reason,
          field,
          records,
        ]),
    ).toEqual([
      ['chat-by-livestream', '?', 'x', 'Unknown', 'left out by rule', undefined, 1],
      ['chat-by-time', '2026/07/13/14', 'processing-failed', 'Lambda.FunctionError', 'not judged', undefined, 500],
      [
        'chat-by-time',
        '2026/07/13/14',
        'processing-failed',
        'Lambda.ProcessingFailedStatus',
        'SchemaViolation',
        'MessageType',
        3,
      ],
      [
        'chat-by-time',
        '2026/07/13/14',
        'processing-failed',
        'Lambda.ProcessingFailedStatus',
        'SchemaViolation',
        'UID',
        1,
      ],
      ['chat-by-time', '2026/07/13/15', 'processing-failed', 'Unknown', 'passes now', undefined, 1],
    ]);
  });

  it('says what the deployed schema expects of each field that fails', () => {
    const summary = createSummary();
    summary.add('chat-by-time', explanation());
    summary.add('chat-by-livestream', explanation({ object: keyOf('a').replace('by-time', 'by-livestream') }));
    const text = summaryTable(summary.groups());
    expect(text).toContain('MessageType');
    expect(text.split('\n').slice(-2)).toEqual([
      'The deployed schema expects',
      '  MessageType: S, one of CHAT, SYSTEM',
    ]);
  });
});

describe('an expectation', () => {
  it.each([
    [{ S: { minLength: 1, maxLength: 64 } }, 'S, 1 to 64 characters'],
    [{ S: { minLength: 1 } }, 'S, at least 1 characters'],
    [
      { N: { pattern: '^(?:0|[1-9][0-9]*)$', maximum: '9223372036854775807' } },
      'N, at most 9223372036854775807, matching ^(?:0|[1-9][0-9]*)$',
    ],
    [{ S: { pattern: 'x'.repeat(200) } }, `S, matching ${'x'.repeat(47)}…`],
    [{ S: {} }, 'S'],
  ])('%j reads %s', (expected, words) => {
    expect(expectationInWords(expected)).toBe(words);
  });
});

describe('a record that is shown', () => {
  it('tells where it is, what is wrong and what would be right, and nothing of its content', () => {
    expect(recordText(explanation())).toBe(`${keyOf('a')}:1
  arrived   2026-07-13T14:05:09.123Z
  failed by Lambda.ProcessingFailedStatus
  verdict   would fail again: SchemaViolation
  field     MessageType
  found     S of 6 characters
  expected  S, one of CHAT, SYSTEM`);
    expect(showText([explanation()], { parked: false, limit: 20, content: false })).toContain('shown with --content');
  });

  it('is told apart from others in its line when the contents are asked for', async () => {
    const outcome = (text: string) => ({
      ok: true as const,
      record: { errorCode: 'x', arrivalTimestamp: 0, rawData: Buffer.from(text).toString('base64') },
    });
    const shown = await withContents([explanation(), explanation(), explanation({ line: 2 })], async (_object, line) =>
      line === 1 ? [outcome('first'), outcome('second')] : [],
    );
    expect(shown.map(({ content }) => content)).toEqual(['first', 'second', undefined]);
  });

  it('cannot reach the terminal with control characters', () => {
    const [shown] = [{ ...explanation(), content: 'a\u001b[31mred\u0007\u202e\n' }];
    expect(recordText(shown!)).toContain('content   a\\u001b[31mred\\u0007\\u202e\\u000a');
    expect(printable('안녕 👏 "quoted"')).toBe('안녕 👏 "quoted"');
  });

  it('is nothing where there is none', () => {
    expect(showText([], { parked: false, limit: 20, content: false })).toBe('No failed records.');
    expect(showText([], { parked: true, limit: 20, content: false })).toBe('No parked records.');
  });
});

describe('a selection', () => {
  it('asks for what the options say and no more', () => {
    expect(requestOf('chat-by-time', 'errors', {})).toEqual({ stream: 'chat-by-time', source: 'errors' });
    expect(requestOf('a', 'parked', { from: '2026-07-13T14:00:00.000Z', codes: ['x'] })).toEqual({
      stream: 'a',
      source: 'parked',
      from: '2026-07-13T14:00:00.000Z',
      errorCodes: ['x'],
    });
  });

  it('refuses hours in the wrong order', () => {
    const backwards = { from: '2026-07-13T14:00:00.000Z', to: '2026-07-13T13:00:00.000Z' };
    expect(() => requestOf('a', 'errors', backwards)).toThrow('--to is before --from.');
  });
});
