import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../functions/dlq-reprocessor/event.ts';

const least = { stream: 'chat-by-time', source: 'errors' };

describe('an event', () => {
  it.each([
    [least],
    [{ ...least, source: 'parked' }],
    [
      {
        ...least,
        from: '2026-07-13T14:00:00Z',
        to: '2026-07-13T14:59:59.999Z',
        errorCodes: ['Lambda.FunctionError'],
        limit: 1,
        dryRun: true,
        after: 'errors/chat-by-time/x',
      },
    ],
    [{ ...least, from: '2026-07-13T14:00:00Z', to: '2026-07-13T14:00:00Z' }],
    [{ schedule: 'transient-errors' }],
  ])('is taken as it is: %j', (event) => {
    expect(readEvent(event)).toEqual(event);
  });

  it.each<[unknown, string]>([
    [null, 'must be an object'],
    [[], 'must be an object'],
    ['x', 'must be an object'],
    [
      {},
      '"stream" must be the short name of a delivery stream, such as chat-by-time; "source" must be "errors" or "parked"',
    ],
    [{ ...least, source: 'replayed' }, '"source" must be "errors" or "parked"'],
    [{ ...least, from: 'yesterday' }, '"from" must be an instant in ISO 8601 UTC, such as 2026-07-13T14:00:00Z'],
    [{ ...least, to: '2026-07-13' }, '"to" must be an instant in ISO 8601 UTC'],
    [{ ...least, to: '2026-07-13T14:00:00+09:00' }, '"to" must be an instant in ISO 8601 UTC'],
    [{ ...least, from: '2026-07-13T15:00:00Z', to: '2026-07-13T14:00:00Z' }, '"to" must not be before "from"'],
    [{ ...least, errorCodes: [] }, '"errorCodes" must be a list of error codes'],
    [{ ...least, errorCodes: 'Lambda.FunctionError' }, '"errorCodes" must be a list of error codes'],
    [{ ...least, errorCodes: [''] }, '"errorCodes.0" must be a list of error codes'],
    [{ ...least, limit: 0 }, '"limit" must be a whole number of records, 1 or more'],
    [{ ...least, limit: 1.5 }, '"limit" must be a whole number of records, 1 or more'],
    [{ ...least, limit: '5' }, '"limit" must be a whole number of records, 1 or more'],
    [{ ...least, dryRun: 'false' }, '"dryRun" must be true or false'],
    [{ ...least, after: 7 }, '"after" must be the "after" of an earlier report'],
    [{ ...least, bucket: 'another', dryrun: true }, '"bucket", "dryrun" is not known'],
    [{ schedule: 'always' }, '"schedule" must be "transient-errors"'],
    [{ schedule: 'transient-errors', stream: 'chat-by-time' }, '"stream" is not known'],
  ])('is refused with what is wrong: %j', (event, message) => {
    expect(() => readEvent(event)).toThrow(message);
    expect(() => readEvent(event)).toThrow('{"stream":"chat-by-time","source":"errors","dryRun":true}');
  });
});
