import { describe, expect, it } from 'vitest';
import { createEventBridge } from '../../../local/eventbridge/service.ts';
import type { InvokeResult } from '../../../local/lambda/types.ts';
import { TemplateError } from '../../../local/template/resolve.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:inventory';
const ruleArn = 'arn:aws:events:us-east-1:000000000000:rule/inventory';
const minute = 60_000;

const rule = (changes: Record<string, unknown> = {}) => ({
  Name: 'inventory',
  ScheduleExpression: 'rate(5 minutes)',
  State: 'ENABLED',
  Targets: [{ Id: 'function', Arn: functionArn }],
  ...changes,
});

const answered: InvokeResult = { payload: Buffer.from('null'), logTail: '', durationMs: 1 };

function world(answer: () => Promise<InvokeResult> = async () => answered) {
  const clock = createFakeClock(Date.UTC(2026, 6, 13, 14));
  const calls: { name: string; event: unknown; atMs: number }[] = [];
  const warnings: string[] = [];
  const startedMs = clock.now();
  const events = createEventBridge({
    clock,
    region: 'us-east-1',
    accountId: '000000000000',
    functions: {
      invoke: (name, payload) => {
        calls.push({ name, event: JSON.parse(String(payload)), atMs: clock.now() - startedMs });
        return answer();
      },
    },
    queues: { has: () => true, send: () => ({ messageId: '1' }) },
    log: (message) => warnings.push(message),
  });
  return { clock, calls, warnings, events };
}

describe('a schedule', () => {
  it('calls its function at every turn of the stack’s clock, the first time one turn after the start', async () => {
    const { clock, calls, events } = world();
    events.putRule(rule(), ruleArn);
    await clock.advance(5 * minute - 1);
    expect(calls).toEqual([]);
    await clock.advance(10 * minute);
    expect(calls.map(({ name, atMs }) => [name, atMs])).toEqual([
      [functionArn, 5 * minute],
      [functionArn, 10 * minute],
    ]);
  });

  it('hands over EventBridge’s own event', async () => {
    const { clock, calls, events } = world();
    events.putRule(rule(), ruleArn);
    await clock.advance(5 * minute);
    expect(calls[0]?.event).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: '2026-07-13T14:05:00Z',
      region: 'us-east-1',
      resources: [ruleArn],
      detail: {},
    });
  });

  it('hands over its input instead, where it has one', async () => {
    const { clock, calls, events } = world();
    const Input = '{"schedule":"transient-errors"}';
    events.putRule(rule({ Targets: [{ Id: 'function', Arn: functionArn, Input }] }), ruleArn);
    await clock.advance(5 * minute);
    expect(calls[0]?.event).toEqual({ schedule: 'transient-errors' });
  });

  it('never fires while it is disabled', async () => {
    const { clock, calls, events } = world();
    expect(events.putRule(rule({ State: 'DISABLED' }), ruleArn).rule.enabled).toBe(false);
    await clock.advance(600 * minute);
    expect(calls).toEqual([]);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('waits for an answer before it calls the same function again', async () => {
    let finish = () => {};
    const { clock, calls, events } = world(() => new Promise((resolve) => (finish = () => resolve(answered))));
    events.putRule(rule(), ruleArn);
    await clock.advance(20 * minute);
    expect(calls).toHaveLength(1);
    finish();
    await clock.advance(5 * minute);
    expect(calls).toHaveLength(2);
  });

  it('goes on after a call that could not be made, and says so', async () => {
    const { clock, calls, warnings, events } = world(() => Promise.reject(new Error('no such function')));
    events.putRule(rule(), ruleArn);
    await clock.advance(10 * minute);
    expect(calls).toHaveLength(2);
    expect(warnings).toEqual(
      Array(2).fill(`The rule inventory could not pass an event on to ${functionArn}: no such function`),
    );
  });

  it('ends with the stack', async () => {
    const { clock, calls, events } = world();
    events.putRule(rule(), ruleArn);
    events.close();
    await clock.advance(60 * minute);
    expect(calls).toEqual([]);
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe('a schedule expression', () => {
  it.each([
    ['rate(1 minute)', 1],
    ['rate(90 minutes)', 90],
    ['rate(1 hour)', 60],
    ['rate(2 days)', 2880],
  ])('%s is %d minutes', (ScheduleExpression, minutes) => {
    const { events } = world();
    expect(events.putRule(rule({ ScheduleExpression }), ruleArn).rule.everyMs).toBe(minutes * minute);
  });

  it.each([
    'rate(1 minutes)',
    'rate(5 minute)',
    'rate(0 minutes)',
    'rate(1.5 hours)',
    'rate(25 days)',
    'cron(0 12 * * ? *)',
    '',
  ])('%j is refused by name', (ScheduleExpression) => {
    const { events } = world();
    expect(() => events.putRule(rule({ ScheduleExpression }), ruleArn)).toThrow(TemplateError);
    expect(() => events.putRule(rule({ ScheduleExpression }), ruleArn)).toThrow(/The rule inventory has the schedule/);
  });

  it.each([
    ['without targets', { Targets: [] }],
    ['with a target that is neither function nor queue', { Targets: [{ Id: 't', Arn: 'arn:aws:sns:us-east-1:0:t' }] }],
    ['with a target’s unknown property', { Targets: [{ Id: 'f', Arn: functionArn, InputPath: '$.detail' }] }],
    ['on another bus than the default one', { EventBusName: 'domain' }],
    ['without schedule and pattern', { ScheduleExpression: undefined }],
  ])('a rule %s is refused', (_name, changes) => {
    const { events } = world();
    expect(() => events.putRule(rule(changes), ruleArn)).toThrow(/The rule inventory does not run locally/);
  });
});
