import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chatMessage } from '../../shared/datasets/chat-message.ts';
import { createErrorRecordCodec } from '../../shared/error-object-codec.ts';
import { createRecordCodec } from '../../shared/record-codec.ts';
import { chatChange, chatImage, chatRow, toBase64 } from '../support/change-records.ts';

const judge = createErrorRecordCodec(chatMessage, ['LivestreamID']);
const codec = createRecordCodec(chatMessage, ['LivestreamID']);
/** The transform's verdict, its row as text. */
function transform(data: string) {
  const outcome = codec(data);
  if (outcome.result !== 'Ok') return outcome;
  const row = Buffer.from(outcome.data, 'base64').toString();
  return { result: 'Ok' as const, row, partitionKeys: outcome.partitionKeys };
}
const inTransform = (rawData: string) => judge({ rawData, errorCode: 'Lambda.FunctionError', arrivalTimestamp: 1 });
const afterTransform = (rawData: string) =>
  judge({ rawData, errorCode: 'DynamicPartitioning.MetadataExtractionFailed', arrivalTimestamp: 1 });
const ok = { result: 'Ok', row: chatRow, partitionKeys: { LivestreamID: 'live-1' } };
const notAChange = { result: 'ProcessingFailed', reason: 'NotAChangeRecord' };

describe('a failed record', () => {
  it('is judged as the transform judges it', () => {
    for (const content of [chatChange(), chatChange({ dynamodb: { NewImage: {} } }), 'x', Buffer.from([0xff])]) {
      expect(inTransform(toBase64(content))).toEqual(transform(toBase64(content)));
      expect(afterTransform(toBase64(content))).toEqual(transform(toBase64(content)));
    }
    expect(inTransform('no base64')).toEqual({ result: 'ProcessingFailed', reason: 'InvalidBase64' });
  });

  it('may be a row if it failed after the transform, and only then', () => {
    expect(afterTransform(toBase64(chatRow))).toMatchObject(ok);
    expect(inTransform(toBase64(chatRow))).toEqual(notAChange);
  });

  it('may be any row that the transform writes', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 9_223_372_036_854_775_807n }),
        fc.string({
          minLength: 1,
          maxLength: 64,
          unit: fc.constantFrom('"UID":7', '\\', '"', 'é', '\u0001', '\ud83d', 'a', ','),
        }),
        fc.constantFrom('INSERT', 'MODIFY', 'REMOVE'),
        fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
        (uid, text, eventName, micros) => {
          const NewImage = chatImage({ UID: { N: `${uid}` }, Nickname: { S: text.slice(0, 64) } });
          const Keys = { LivestreamID: NewImage.LivestreamID, UID: NewImage.UID };
          const change = chatChange({
            envelope: { eventName },
            dynamodb: { NewImage, Keys, ApproximateCreationDateTime: micros },
          });
          const made = transform(toBase64(change));
          if (made.result !== 'Ok') return;
          expect(afterTransform(toBase64(made.row))).toEqual(made);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['without its newline', chatRow.trim()],
    ['with a blank more', ` ${chatRow}`],
    ['with a column more', chatRow.replace('"EventID"', '"More":1,"EventID"')],
    ['with columns in another order', chatRow.replace(/("UserID":"u-7"),("Nickname":"[^"]*")/, '$2,$1')],
    ['with a rounded number', chatRow.replace('16402761150981234', '1.6402761150981234e16')],
    ['that the schema refuses', chatRow.replace('"CHAT"', '"SHOUT"')],
    ['whose time is no time', chatRow.replace('16:15:15.098123', '16:61:15.098123')],
    ['of another event', chatRow.replace('"INSERT"', '"RENAME"')],
    ['that is null', 'null'],
    ['that is a list', '[]'],
  ])('is no row %s', (_what, row) => {
    expect(afterTransform(toBase64(row))).toEqual(notAChange);
  });
});
