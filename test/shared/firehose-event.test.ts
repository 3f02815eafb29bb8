import { describe, expect, it } from 'vitest';
import { assertFirehoseEvent } from '../../shared/firehose-event.ts';

describe('a Firehose event', () => {
  it.each([{ records: [] }, { records: [{ recordId: '1' }, { recordId: '', data: 7 }], anything: 'else' }])(
    'may be %j',
    (event) => {
      expect(() => assertFirehoseEvent(event)).not.toThrow();
    },
  );

  it.each([undefined, null, 'x', {}, [], { records: {} }, { Records: [] }])('is not %j', (event) => {
    expect(() => assertFirehoseEvent(event)).toThrow('Not a Firehose transform event: records is not an array.');
  });

  it.each([[null], ['x'], [{}], [{ recordId: 1 }]])('has no record %j, for it could not be answered', (record) => {
    expect(() => assertFirehoseEvent({ records: [{ recordId: 'a' }, record] })).toThrow(
      'records[1].recordId is not a string',
    );
  });
});
