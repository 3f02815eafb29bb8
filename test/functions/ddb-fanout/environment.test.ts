import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../functions/ddb-fanout/environment.ts';
import { routes } from '../../../functions/ddb-fanout/routes.ts';

const shipped = {
  POWERTOOLS_SERVICE_NAME: 'ddb-fanout',
  POWERTOOLS_METRICS_NAMESPACE: 'Tributary/dev',
  LAKE_BUCKET: 'tributary-dev-lake',
  LAKE_BUCKET_OWNER: '000000000000',
  EVENT_BUS_NAME: 'tributary-dev-events',
  MODERATION_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:tributary-dev-moderation',
  CHANGES_ARCHIVE_NAME: 'tributary-dev-changes-archive',
  LIVESTREAM_STREAM_NAME: 'none',
  LIVESTREAM_QUEUE_URL: 'none',
};
const read = (variables: Record<string, string | undefined>) => readSettings({ ...shipped, ...variables }, routes);
const names = (settings: ReturnType<typeof read>) => settings.routes.map(({ route }) => route.name);

describe('the environment of the fan-out', () => {
  it('names the targets; none switches its route off', () => {
    const settings = read({});
    expect(settings).toMatchObject({ service: 'ddb-fanout', bucket: 'tributary-dev-lake', owner: '000000000000' });
    expect(names(settings)).toEqual(['domain-events', 'moderation', 'changes-archive']);
    expect(settings.routes[0]?.target).toBe('tributary-dev-events');
  });

  it.each([
    ['EVENT_BUS_NAME', 'arn:aws:events:us-east-1:000000000000:event-bus/tributary-dev'],
    ['LIVESTREAM_STREAM_NAME', 'tributary-dev-livestreams'],
    ['LIVESTREAM_QUEUE_URL', 'https://sqs.us-east-1.amazonaws.com/000000000000/tributary-dev.fifo'],
    ['LIVESTREAM_QUEUE_URL', 'http://127.0.0.1:4566/000000000000/tributary-dev.fifo'],
  ])('takes %s=%s', (variable, value) => {
    expect(read({ [variable]: value }).routes.map(({ target }) => target)).toContain(value);
  });

  it.each([
    [
      'EVENT_BUS_NAME',
      undefined,
      /EVENT_BUS_NAME is not set. Give an event bus's name or ARN, or none to switch the route/,
    ],
    ['EVENT_BUS_NAME', '', /event bus/],
    ['EVENT_BUS_NAME', 'a bus', /event bus/],
    ['MODERATION_TOPIC_ARN', 'tributary-dev-moderation', /topic's ARN/],
    ['MODERATION_TOPIC_ARN', 'arn:aws:sns:us-east-1:000000000000:ordered.fifo', /standard topic's ARN/],
    ['CHANGES_ARCHIVE_NAME', 'arn:aws:firehose:us-east-1:000000000000:deliverystream/x', /delivery stream's name/],
    ['LIVESTREAM_QUEUE_URL', 'https://sqs.us-east-1.amazonaws.com/000000000000/tributary-dev', /ends in .fifo/],
    ['LAKE_BUCKET', '', /lake bucket's name/],
    ['LAKE_BUCKET_OWNER', 'me', /12 digits/],
    ['POWERTOOLS_SERVICE_NAME', '', /alarms/],
    ['POWERTOOLS_METRICS_NAMESPACE', undefined, /alarms/],
  ])('refuses %s=%s and says how to mend it', (variable, value, message) => {
    expect(() => read({ [variable]: value })).toThrow(message);
  });

  it('refuses to run for nobody', () => {
    const off = { EVENT_BUS_NAME: 'none', MODERATION_TOPIC_ARN: 'none', CHANGES_ARCHIVE_NAME: 'none' };
    expect(() => read(off)).toThrow('Every route is switched off. Give one of EVENT_BUS_NAME, ');
  });
});
