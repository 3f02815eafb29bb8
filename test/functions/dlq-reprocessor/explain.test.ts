import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { explain } from '../../../functions/dlq-reprocessor/explain.ts';
import { fingerprintOf } from '../../../functions/dlq-reprocessor/fingerprint.ts';
import { judgeFailedRecord, readFailedRecord } from '../../../functions/dlq-reprocessor/judge.ts';
import { createChangeLook } from '../../../functions/dlq-reprocessor/look.ts';
import { nullable, optional } from '../../../shared/absent-attributes.ts';
import { oneOf, text } from '../../../shared/attributes.ts';
import type { Attributes } from '../../../shared/dataset.ts';
import { chatMessage } from '../../../shared/datasets/chat-message.ts';
import { decimal, double, number } from '../../../shared/number-attributes.ts';
import { binary, boolean, json, setOf } from '../../../shared/other-attributes.ts';
import { chatChange, chatImage } from '../../support/change-records.ts';
import { changedDataset, deliveryStreams, errorLine } from './fixture.ts';

const { judge } = deliveryStreams.get('chat-by-time')!;

function explained(attributes: Record<string, unknown>) {
  const line = errorLine(chatChange({ dynamodb: { NewImage: chatImage(attributes) } }));
  const record = readFailedRecord('errors', 'errors/chat-by-time/x', 1, Buffer.from(line.trim()));
  return explain(record, judgeFailedRecord(record, judge), createChangeLook(chatMessage));
}

describe('the explanation of a violation', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['S of 0 characters', { S: '' }],
    ['S of 65 characters', { S: '👋'.repeat(65) }],
    ['S of 2 characters, a lone surrogate among them', { S: 'a\ud83d' }],
    ['N of 1 characters', { N: '7' }],
    ['S of 1 characters and N of 1 characters', { S: 'a', N: '7' }],
    ['S holding null', { S: null }],
    ['S holding a JSON number', { S: 7 }],
    ['M holding a JSON object', { M: {} }],
    ['L holding a list of 2', { L: [1, 2] }],
    ['an unknown type tag', { secret: 'x' }],
    ['no type tag', {}],
    ['no attribute value but holding null', null],
    ['no attribute value but holding a list of 1', ['secret']],
    ['no attribute value but of 6 characters', 'secret'],
  ])('finds %s', (found, Nickname) => {
    const explanation = explained({ Nickname });
    expect(explanation).toMatchObject({ result: 'Parked', reason: 'SchemaViolation', path: 'Nickname', found });
    expect(explanation.expected).toMatchObject({ S: { minLength: 1, maxLength: 64 } });
    expect(JSON.stringify(explanation)).not.toContain('secret');
  });
});

describe('the fingerprint of a schema', () => {
  const withType = (attributes: Attributes) => fingerprintOf(changedDataset(attributes));

  it('is the same for the same schema', () => {
    expect(withType({ MessageType: oneOf('CHAT', 'NOTICE', 'SYSTEM') })).toBe(fingerprintOf(chatMessage));
  });

  it('differs with values, bounds, refinements, attributes and keys', () => {
    const fingerprints = [
      fingerprintOf(chatMessage),
      withType({ MessageType: oneOf('CHAT', 'SYSTEM') }),
      withType({ Message: text(z.minLength(1), z.maxLength(2_001)) }),
      withType({ Message: text(z.refine((value) => value !== 'x')) }),
      withType({ Message: text(z.refine((value) => value !== 'y')) }),
      withType({ More: text(z.minLength(1)) }),
      fingerprintOf(changedDataset({}, [])),
    ];
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
  });

  it('differs with the type of a value, of its column and of what is in it', () => {
    const members = [text(), text(z.minLength(2)), number(), decimal(5, 2), decimal(6, 2), double(), binary()];
    const types = [...members, ...members.map(setOf), boolean(), json()];
    const attributes = [...types, ...types.map(optional), ...types.map(nullable)];
    const fingerprints = [...attributes, optional(nullable(json()))].map((More) => withType({ More }));
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
  });
});
