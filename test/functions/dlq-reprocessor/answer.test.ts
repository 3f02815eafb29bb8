import { describe, expect, it } from 'vitest';
import { createAnswer, type ScheduledReport } from '../../../functions/dlq-reprocessor/answer.ts';
import { arrivalMs, chatLine, createBench, errorKey, keysUnder, putObject } from './fixture.ts';

const now = arrivalMs + 86_400_000;
const minutes = 60_000;

function bench(replayEnabled = true, recordsPerRunMax = 1_000) {
  const { bucket, options } = createBench({ recordsPerRunMax });
  const answer = createAnswer({ ...options, replayEnabled });
  return { bucket, answer: (event: unknown) => answer(event, () => 900_000) };
}

describe('the schedule', () => {
  it('replays what failed for a passing cause, in all delivery streams, and leaves the young alone', async () => {
    const { bucket, answer } = bench();
    const old = now - 16 * minutes;
    for (const stream of ['chat-by-livestream', 'chat-by-time']) {
      putObject(bucket, errorKey(stream, '1'), chatLine({ id: '1', errorCode: 'Lambda.FunctionTimedOut' }), old);
      putObject(bucket, errorKey(stream, '2'), chatLine({ id: '2', errorCode: 'Lambda.ProcessingFailedStatus' }), old);
      putObject(
        bucket,
        errorKey(stream, '3'),
        chatLine({ id: '3', errorCode: 'Lambda.InvokeLimitExceeded' }),
        now - 14 * minutes,
      );
    }
    const { enabled, runs } = (await answer({ schedule: 'transient-errors' })) as ScheduledReport;
    expect(enabled).toBe(true);
    expect(runs).toMatchObject([
      { stream: 'chat-by-livestream', restored: 1, objects: { replayed: 1, skipped: 1 }, complete: true },
      { stream: 'chat-by-time', restored: 1, objects: { replayed: 1, skipped: 1 }, complete: true },
    ]);
    expect(keysUnder(bucket, 'errors/').map((key) => key.slice(-1))).toEqual(['2', '3', '2', '3']);
  });

  it('shares its volume among the delivery streams', async () => {
    const { bucket, answer } = bench(true, 1);
    for (const stream of ['chat-by-livestream', 'chat-by-time'])
      putObject(bucket, errorKey(stream, '1'), chatLine({ id: '1' }));
    expect(((await answer({ schedule: 'transient-errors' })) as ScheduledReport).runs).toHaveLength(1);
    expect(keysUnder(bucket, 'errors/')).toHaveLength(1);
  });
});

describe('the kill switch', () => {
  it('lets nothing through but dry runs', async () => {
    const { bucket, answer } = bench(false);
    const event = { stream: 'chat-by-time', source: 'errors' };
    putObject(bucket, errorKey('chat-by-time', '1'), chatLine({ id: '1' }));
    await expect(answer(event)).rejects.toThrow(
      'Replay is switched off: set REPLAY_ENABLED to true, or ask for a dry run',
    );
    expect(await answer({ schedule: 'transient-errors' })).toEqual({ enabled: false, runs: [] });
    expect(await answer({ ...event, dryRun: true })).toMatchObject({ restored: 1 });
    expect(bucket.changes).toEqual([]);
  });
});

it('an event that is wrong is refused', async () => {
  await expect(bench().answer({ stream: 'chat-by-time' })).rejects.toThrow('The event is not valid: "source" must be');
});
