import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../local/eventbridge/event-pattern.ts';

const event = {
  source: 'tributary',
  'detail-type': 'ChatMessage.Created',
  detail: { id: '1', count: 7, flag: true, none: null, tags: ['a', 'b'], empty: [], new: { Message: 'Hello' } },
};

describe('an event pattern', () => {
  it.each([
    [{ source: ['tributary'] }, true],
    [{ source: ['other', 'tributary'] }, true],
    [{ source: ['other'] }, false],
    [{ source: ['tributary'], 'detail-type': ['x'] }, false],
    [{ detail: { new: { Message: ['Hello'] } } }, true],
    [{ detail: { new: { Message: ['hello'] } } }, false],
    [{ detail: { count: [7] } }, true],
    [{ detail: { count: ['7'] } }, false],
    [{ detail: { flag: [true], none: [null] } }, true],
    [{ detail: { tags: ['b', 'c'] } }, true],
    [{ detail: { tags: ['c'] } }, false],
    [{ 'detail-type': [{ prefix: 'ChatMessage.' }] }, true],
    [{ 'detail-type': [{ suffix: '.Removed' }] }, false],
    [{ 'detail-type': [{ 'equals-ignore-case': 'CHATMESSAGE.created' }] }, true],
    [{ 'detail-type': [{ 'anything-but': 'ChatMessage.Removed' }] }, true],
    [{ 'detail-type': [{ 'anything-but': ['ChatMessage.Created'] }] }, false],
    [{ 'detail-type': [{ 'anything-but': { prefix: 'Chat' } }] }, false],
    [{ detail: { absent: [{ 'anything-but': 'x' }] } }, false],
    [{ detail: { absent: [{ exists: false }], id: [{ exists: true }] } }, true],
    [{ detail: { id: [{ exists: false }] } }, false],
    [{ detail: { empty: [{ exists: false }] } }, true],
    [{ detail: { count: [{ numeric: ['>', 5, '<=', 7] }] } }, true],
    [{ detail: { count: [{ numeric: ['=', 8] }] } }, false],
    [{ detail: { id: [{ numeric: ['=', 1] }] } }, false],
    [{ absent: { deep: ['x'] } }, false],
    [{ detail: { constructor: [{ exists: true }] } }, false],
    [{}, true],
  ])('%j matches: %s', (pattern, expected) => {
    expect(compilePattern(pattern, 'rule')(event)).toBe(expected);
  });

  it.each([
    [{ source: 'tributary' }, /lists of alternatives/],
    [{ source: [{ wildcard: '*' }] }, /does not know the matcher \{"wildcard":"\*"\}\. It knows/],
    [{ source: [{ cidr: '10.0.0.0/8' }] }, /does not know/],
    [{ source: [{ prefix: 7 }] }, /does not know/],
    [{ source: [{ numeric: ['>'] }] }, /does not know/],
    [{ source: [{ toString: 1 }] }, /does not know/],
    [{ $or: [{ source: ['a'] }] }, /does not know \$or/],
  ])('%j is refused', (pattern, message) => {
    expect(() => compilePattern(pattern, 'rule')).toThrow(message);
  });
});
