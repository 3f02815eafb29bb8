import { describe, expect, it } from 'vitest';
import { type FanOutReplayOptions, replayFailures } from '../../../cli/fan-out/replay.ts';
import { fanOutReplayText } from '../../../cli/fan-out/replay-text.ts';
import { failuresText, firstFailures } from '../../../cli/fan-out/show.ts';
import { failureSummaryText, summariseFailures } from '../../../cli/fan-out/summary.ts';
import { undeliverableObject } from '../../../shared/stream-record-failure.ts';
import {
  type FakeObjects,
  fakeFunction,
  fakeObjects,
  functionArn,
  functionName,
  givenUp,
  nowMs,
  putAside,
  streamRecord,
} from './fixture.ts';

const some = () =>
  fakeObjects(
    putAside('1', 'moderation'),
    putAside('2', 'moderation'),
    putAside('3', 'changes-archive', 'AccessDeniedException', nowMs + 3_600_000),
    givenUp('a', ['4', '5', '6']),
    ['aws/lambda/other/shard/2026/07/13/x', 'no JSON'],
    givenUp('b', ['7'], { requestContext: { condition: 'RecordAgeExceeded', functionArn: `${functionArn}-other` } }),
  );

describe('the summary of what could not be told', () => {
  it('counts by target, hour and reason, with what could not be read, and leaves out other functions', async () => {
    expect(failureSummaryText(await summariseFailures(some(), functionName, {}))).toBe(
      `target           hour           condition               reason                  objects  records
(any)            2026/07/13/15  RetryAttemptsExhausted  RetryAttemptsExhausted        1        3
changes-archive  2026/07/13/15  Undeliverable           AccessDeniedException         1        1
moderation       2026/07/13/14  Undeliverable           EntryTooLarge                 2        2

Not read:
  ! aws/lambda/other/shard/2026/07/13/x: it is no record of a failed batch`,
    );
  });

  it.each([
    [{ from: '2026-07-13T15:00:00.000Z' }, 4],
    [{ to: '2026-07-13T14:59:00.000Z' }, 2],
    [{ from: '2026-07-14T00:00:00.000Z' }, 0],
    [{ from: '2026-07-13T14:59:59.999Z', to: '2026-07-13T14:00:00.000Z' }, 2],
    [{ codes: ['EntryTooLarge', 'RetryAttemptsExhausted'] }, 5],
  ])('is about %j', async (selection, records) => {
    const { groups } = await summariseFailures(some(), functionName, selection);
    expect(groups.reduce((sum, each) => sum + each.records, 0)).toBe(records);
  });

  it('is plain where there is nothing', async () => {
    const summary = await summariseFailures(fakeObjects(), functionName, {});
    expect(failureSummaryText(summary)).toBe('No changes that could not be told.');
  });
});

describe('what could not be told, one by one', () => {
  it('says where, why, to whom and which, and nothing of the content', async () => {
    const options = { limit: 2, content: false };
    const text = failuresText(await firstFailures(some(), functionName, options), options);
    expect(text).toMatch(/^aws\/lambda\/0f1e2d3c-mapping\/shardId-1\/2026\/07\/13\/2026-07-13T15\.30\.00-a\[0\]\n/);
    expect(text).toContain(
      '  target    (any)\n  reason    RetryAttemptsExhausted\n  change    INSERT 4\n  verdict   can be told again',
    );
    expect(text).toContain('There may be more: --limit shows more than 2. Their contents are shown with --content.');
    expect(text).not.toMatch(/secret|live-1/);
  });

  it('shows the content when it is asked for, and nothing that a terminal would act on', async () => {
    const [key] = putAside('1', 'moderation');
    const undeliverable = { record: streamRecord('1', '\u001b[2J'), target: 'moderation', reason: 'EntryTooLarge' };
    const text = undeliverableObject(undeliverable, { functionArn, requestId: 'r', nowMs });
    const options = { limit: 9, content: true };
    const shown = failuresText(await firstFailures(fakeObjects([key, text]), functionName, options), options);
    expect(shown).toContain('"Message":{"S":"\\u001b[2J"}');
    expect(shown).not.toContain('\u001b');
  });

  it('says what would have to change where a target refuses a change for ever', async () => {
    const options = { limit: 9, content: false };
    const objects = fakeObjects(
      putAside('1', 'moderation'),
      putAside('2', 'livestream-queue', 'InvalidMessageContents'),
      putAside('3', 'search-index', 'BodyFailed'),
    );
    const shown = await firstFailures(objects, functionName, options);
    expect(shown.map(({ refused }) => refused?.until)).toEqual([
      'the body or the attributes of the route are others',
      'the body of the route is smaller',
      'that is mended',
    ]);
    const text = failuresText(shown, options);
    expect(text).toContain(
      '  verdict   would be refused again: it is larger than moderation takes, until the body of the route is smaller (moderation in functions/ddb-fanout/routes.ts)',
    );
    expect(text).not.toContain('can be told again');
  });

  it('says what would fail again, whatever it is', async () => {
    const payload = { Records: [{ eventName: 'secret' }, null] };
    const shown = await firstFailures(fakeObjects(givenUp('x', [], { payload })), functionName, {
      limit: 9,
      content: false,
    });
    expect(shown).toMatchObject([{ unreadable: 'NotAChangeRecord' }, { unreadable: 'NotAChangeRecord' }]);
    expect(JSON.stringify(shown)).not.toContain('secret');
  });
});

describe('telling again', () => {
  const replay = (objects: FakeObjects, fake = fakeFunction(), options: Partial<FanOutReplayOptions> = {}) =>
    replayFailures(objects, fake.tell, functionName, { dryRun: false, ...options }, () => {});

  it('hands each object’s records to the function, only for the target that it names, and puts it away', async () => {
    const objects = some();
    const fake = fakeFunction();
    const result = await replay(objects, fake);
    expect(fake.events.map(({ Records, targets }) => [Records.length, targets])).toEqual([
      [3, undefined],
      [1, ['changes-archive']],
      [1, ['moderation']],
      [1, ['moderation']],
    ]);
    expect(fake.events[0]!.Records[0]).toEqual(streamRecord('4'));
    expect(result).toMatchObject({
      objects: { told: 4, failed: 0, unreadable: 1 },
      records: { told: 6, failed: 0 },
      refused: 0,
    });
    const left = [...objects.contents.keys()].filter((key) => key.startsWith('aws/lambda/'));
    // What is not its own or cannot be read stays.
    expect(left.map((key) => key.split('/')[2])).toEqual(['other', '0f1e2d3c-mapping']);
    expect([...objects.contents.keys()].filter((key) => key.startsWith('replayed/aws/lambda/'))).toHaveLength(4);
    expect((await replay(objects)).records.told).toBe(0);
  });

  it('leaves what was not told to the end, and what the function threw at, for the next time', async () => {
    const objects = fakeObjects(givenUp('a', ['4', '5']), putAside('1', 'moderation'));
    const fake = fakeFunction(({ targets }) =>
      targets ? { ok: false, problem: `${functionName} failed with TypeError: targets` } : { ok: true, failed: ['5'] },
    );
    const result = await replay(objects, fake);
    expect(result).toMatchObject({ objects: { told: 0, failed: 2 }, records: { told: 0, failed: 3 }, refused: 0 });
    expect(fanOutReplayText(result)).toContain('not taken from sequence number 5 on');
    expect(fanOutReplayText(result)).toContain(
      'Not all is told, see above. Run it again: it may tell some of it twice.',
    );
    expect(objects.contents.size).toBe(2);
    expect((await replay(objects)).records.told).toBe(3);
    expect([...objects.contents.keys()].every((key) => key.startsWith('replayed/'))).toBe(true);
  });

  it('does not lose what a target refuses again on the same day, although the function takes the object of before for its own', async () => {
    const [key, text] = putAside('1', 'moderation');
    const objects = fakeObjects([key, text]);
    const fake = fakeFunction(() => {
      // The function’s own put: unless there is one of that key.
      if (!objects.contents.has(key)) objects.contents.set(key, text);
      return { ok: true, failed: [] };
    });
    const result = await replay(objects, fake);
    expect(result).toMatchObject({ objects: { told: 1 }, refused: 1 });
    expect(objects.contents.has(key)).toBe(true);
    expect(fanOutReplayText(result)).toContain('What is refused again stays');
    expect(fake.events).toHaveLength(1);
  });

  it('goes on after an end at any moment: nothing is lost by it', async () => {
    for (let moves = 0; moves < 12; moves += 1) {
      for (const half of [false, true]) {
        const objects = fakeObjects(
          putAside('1', 'moderation'),
          givenUp('a', ['2', '3']),
          putAside('4', 'changes-archive'),
        );
        const told = new Set<string>();
        const fake = fakeFunction(({ Records }) => {
          for (const each of Records) told.add(JSON.stringify(each));
          return { ok: true, failed: [] };
        });
        let left = moves;
        const dying: FakeObjects = {
          ...objects,
          async move(from, to) {
            left -= 1;
            if (left < 0 && half) objects.contents.set(to, objects.contents.get(from)!);
            if (left < 0) throw new Error('killed');
            await objects.move(from, to);
          },
        };
        await replay(dying, fake).catch(() => {});
        await replay(objects, fake);
        expect(told.size).toBe(4);
        expect([...objects.contents.keys()].every((key) => key.startsWith('replayed/'))).toBe(true);
      }
    }
  });

  it('of a dry run tells nothing and moves nothing', async () => {
    const objects = some();
    const before = [...objects.contents];
    const fake = fakeFunction();
    const result = await replay(objects, fake, { dryRun: true });
    expect(fake.events).toEqual([]);
    expect([...objects.contents]).toEqual(before);
    expect(fanOutReplayText(result)).toContain('Nothing was told, nothing was moved.');
    expect(result.records.told).toBe(6);
  });

  it('stops at its limit', async () => {
    const result = await replay(some(), fakeFunction(), { limit: 3 });
    expect(result).toMatchObject({ records: { told: 3 }, stoppedBy: 'limit' });
    expect(fanOutReplayText(result)).toContain('It stopped at its limit');
  });

  it('cuts what no call would take, in order', async () => {
    const Records = [1, 2, 3].map((at) => streamRecord(String(at), 'x'.repeat(2_000_000)));
    const fake = fakeFunction();
    await replay(fakeObjects(givenUp('a', [], { payload: { Records } })), fake);
    expect(fake.events.map((event) => event.Records.length)).toEqual([2, 1]);
  });
});
