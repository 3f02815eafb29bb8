import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { estimate } from '../../../cli/cost/estimate.ts';
import { costLine } from '../../../cli/cost/lines.ts';
import { readPrices } from '../../../cli/cost/prices.ts';
import { estimateText } from '../../../cli/cost/text.ts';
import { ASSUMED, DEFAULT_WORKLOAD, type Workload } from '../../../cli/cost/workload.ts';
import { resolveTemplate } from '../../../local/template/resolve.ts';
import { ownMetrics } from '../../infra/rules/own-metrics.ts';
import { packaged, type StageParameters } from '../../support/packaged.ts';
import { place } from '../../support/template-parts.ts';

const prices = readPrices();

/** Cents by service and thing. */
const centsOf = (workload: Workload, own = prices) =>
  Object.fromEntries(estimate(workload, own).lines.map(({ service, what, cents }) => [`${service} ${what}`, cents]));

describe('a worked example: 100 messages a second of 450 bytes, 20 livestreams, a minute', () => {
  const workload: Workload = {
    ...DEFAULT_WORKLOAD,
    messagesPerSecond: 100,
    messageBytes: 450,
    livestreams: 20,
    fanOut: false,
  };
  const cents = centsOf(workload);
  // 100 × 2,592,000 s = 259,200,000 messages in 30 days. A change record has 450 + 550 = 1,000 bytes, a row 450 + 160 = 610.

  it('tells the changes to Kinesis for a tenth of the price of their writes, by whole kilobytes', () => {
    // 259.2 million units × 0.10 = 25.92; the writes 259.2 × 0.625 = 162.00
    expect(cents['DynamoDB changes told to Kinesis']).toBe(2592);
    expect(cents['DynamoDB writes']).toBeUndefined();
    expect(centsOf({ ...workload, tableWrites: true })['DynamoDB writes']).toBe(16_200);
    // 1,025 bytes are two units: 518.4 × 0.10
    expect(centsOf({ ...workload, messageBytes: 1025 })['DynamoDB changes told to Kinesis']).toBe(5184);
  });

  it('pays Kinesis by the hour, for kilobytes in and for bytes out', () => {
    // 720 h × 0.04 = 28.80
    expect(cents['Kinesis stream']).toBe(2880);
    // 259,200,000 × 1,024 B = 265,420,800,000 B ÷ 1,073,741,824 = 247.192383 GB × 0.08 = 19.775391
    expect(cents['Kinesis in']).toBe(1978);
    // 2 × 259,200,000 × 1,000 B = 518,400,000,000 B ÷ 1,073,741,824 = 482.797623 GB × 0.04 = 19.311905
    expect(cents['Kinesis out']).toBe(1931);
    expect(cents['Kinesis kept beyond 24 hours']).toBeUndefined();
  });

  it('pays for what the stream keeps beyond a day, and beyond a week', () => {
    // 168 h: 247.192383 GB × 144 h ÷ 720 h = 49.438477 GB-months × 0.10 = 4.943848
    expect(centsOf({ ...workload, retentionHours: 168 })['Kinesis kept beyond 24 hours']).toBe(494);
    // 336 h: the same, and 247.192383 × 168 ÷ 720 = 57.678223 × 0.023 = 1.326599
    const long = centsOf({ ...workload, retentionHours: 336 });
    expect([long['Kinesis kept beyond 24 hours'], long['Kinesis kept beyond 7 days']]).toEqual([494, 133]);
  });

  it('pays Firehose for each record as five kilobytes, once for each delivery stream', () => {
    // 2 × 259,200,000 × 5,120 B = 2,654,208,000,000 B ÷ 1,073,741,824 = 2,471.923828 GB × 0.029 = 71.685791
    expect(cents['Firehose in']).toBe(7169);
    // A record of 5,121 bytes counts as ten: 4,571 + 550
    expect(centsOf({ ...workload, messageBytes: 4571 })['Firehose in']).toBe(14_337);
  });

  it('pays for dynamic partitioning by bytes of rows and by objects', () => {
    // 259,200,000 × 610 B = 158,112,000,000 B ÷ 1,073,741,824 = 147.253275 GB × 0.02 = 2.945066
    expect(cents['Firehose dynamic partitioning']).toBe(295);
    // 20 partitions × 43,200 minutes = 864,000 objects × 0.005 ÷ 1,000 = 4.32
    expect(cents['Firehose partitioned objects']).toBe(432);
  });

  it('pays Lambda for calls and time', () => {
    // 4 shards × 2,592,000 s ÷ 10 s = 1,036,800 calls; by size 259,200,000 × 1,000 B ÷ 1,048,576 = 247,192: fewer.
    // Two functions: 2.0736 million × 0.20 = 0.41472
    expect(cents['Lambda transforms, calls']).toBe(41);
    // 2 × (1,036,800 × 5 ms + 259,200,000 × 0.02 ms) = 20,736,000 ms = 20,736 s × 1,769 ÷ 1,024 GB = 35,822.25 × 0.0000133334 = 0.477632
    expect(cents['Lambda transforms, time']).toBe(48);
  });

  it('pays S3 for puts of both layouts and for what has come together', () => {
    // (864,000 + 43,200) × 0.005 ÷ 1,000 = 4.536
    expect(cents['S3 puts']).toBe(454);
    // 2 × 147.253275 GB × 0.2 = 58.901310 GB a month × 12 = 706.815720 × 0.023 = 16.256762
    expect(cents['S3 storage']).toBe(1626);
  });

  it('pays CloudWatch for what watches', () => {
    // 2,073,600 calls × 1,500 B = 3,110,400,000 B ÷ 1,073,741,824 = 2.896786 GB × 0.50 = 1.448393
    expect(cents['CloudWatch logs']).toBe(145);
    // Without fan-out: 49 metrics that alarms read × 0.10, 34 custom metrics × 0.30.
    expect(cents['CloudWatch alarms']).toBe(490);
    expect(cents['CloudWatch custom metrics']).toBe(1020);
    expect(cents['CloudWatch dashboard']).toBe(300);
    expect(cents["KMS key of the alarms' topic"]).toBe(100);
  });

  it('says what a longer interval saves', () => {
    const { longer, volume, totalCents } = estimate(workload, prices);
    expect(volume.objects).toEqual({ byLivestream: 864_000, byTime: 43_200, archive: 0 });
    // Five minutes: 20 × 8,640 + 8,640 = 181,440 objects. 172,800 × 0.000005 = 0.864 → 0.86, before 4.32; 181,440 × 0.000005 = 0.9072 → 0.91, before 4.54.
    expect(longer.find(({ bufferSeconds }) => bufferSeconds === 300)).toEqual({
      bufferSeconds: 300,
      objects: 181_440,
      savedCents: 432 - 86 + (454 - 91),
    });
    // …and it is what the longer one's own estimate says.
    expect(totalCents - estimate({ ...workload, bufferSeconds: 300 }, prices).totalCents).toBe(709);
  });
});

describe('objects', () => {
  const objects = (change: Partial<Workload>) =>
    estimate({ ...DEFAULT_WORKLOAD, fanOut: false, ...change }, prices).volume.objects;

  it('are never more than rows', () => {
    // One message in a thousand seconds: 2,592 of them.
    expect(objects({ messagesPerSecond: 0.001, livestreams: 500 })).toEqual({
      byLivestream: 2592,
      byTime: 2592,
      archive: 0,
    });
  });

  it('are more than intervals where a buffer is full before its time', () => {
    // 25,000/s × 60 s × 510 B = 765,000,000 B by time: twelve times 64 MB (67,108,864 B) in each of 43,200 intervals; a tenth of it by livestream: two.
    expect(objects({ messagesPerSecond: 25_000, livestreams: 10 })).toEqual({
      byLivestream: 864_000,
      byTime: 518_400,
      archive: 0,
    });
  });
});

describe('what is optional', () => {
  it('is the fan-out, an event for each change', () => {
    // 129.6 million events × 1.00; 2,592,000 calls × 50 ms × 1 GB = 129,600 GB-seconds × 0.0000133334 = 1.728009
    const cents = centsOf(DEFAULT_WORKLOAD);
    expect(cents['EventBridge fan-out, events']).toBe(12_960);
    expect(cents['Lambda fan-out, time']).toBe(173);
    // The archive: 129,600,000 × 5,120 B ÷ 2^30 = 617.980957 GB × 0.029 = 17.921448; 43,200 objects × 0.000005 = 0.216
    expect([cents['Firehose fan-out, archive in'], cents['S3 fan-out, archive puts']]).toEqual([1792, 22]);
    // 129,600,000 × 900 B × 0.2 ÷ 2^30 = 21.725893 GB × 12 = 260.710716 × 0.023 = 5.996346
    expect(cents['S3 fan-out, archive storage']).toBe(600);
    expect(Object.keys(centsOf({ ...DEFAULT_WORKLOAD, fanOut: false })).filter((line) => /fan-out/.test(line))).toEqual(
      [],
    );
  });

  it('is the access log, each line as five kilobytes', () => {
    // 10/s × 2,592,000 s × 5,120 B ÷ 2^30 = 123.596191 GB × 0.029 = 3.584290
    const cents = centsOf({ ...DEFAULT_WORKLOAD, accessLogLinesPerSecond: 10 });
    expect(cents['Firehose access log, in']).toBe(358);
    expect(Object.keys(centsOf(DEFAULT_WORKLOAD)).filter((line) => /access log/.test(line))).toEqual([]);
  });
});

describe('money', () => {
  it('is rounded to the cent by line, half a cent upwards, and the lines are added', () => {
    const line = (quantity: number, price: number) =>
      costLine({ service: 's', what: 'w', unit: 'u', quantity, price }).cents;
    expect([line(1, 1.005), line(3, 0.335), line(1, 0.0049)]).toEqual([101, 101, 0]);
    const { lines, totalCents } = estimate(DEFAULT_WORKLOAD, prices);
    expect(totalCents).toBe(lines.reduce((sum, { cents }) => sum + cents, 0));
  });
});

describe('what is printed', () => {
  const text = (own = prices) =>
    estimateText(DEFAULT_WORKLOAD, own, estimate(DEFAULT_WORKLOAD, own), 'cli/cost/prices.json');

  it('says where the prices come from, of when, and that nobody has verified them', () => {
    expect(text()).toMatch(/us-east-1, USD, \d{4}-\d\d-\d\d, NOT VERIFIED/);
    expect(text({ ...prices, verified: true })).toMatch(/verified then/);
  });

  it('shows the rounding and the objects', () => {
    expect(text()).toContain('2 × 900 bytes a record, rounded up to 5,120: 5.7 times what comes in');
    expect(text()).toContain('Objects: 518,400 a month (432,000 by livestream, 43,200 by time, 43,200 of the archive)');
    expect(text()).toMatch(/with an interval of 300 s: 103,680 objects, 3\.81 USD less/);
  });

  it('warns of more livestreams than partitions', () => {
    expect(estimate({ ...DEFAULT_WORKLOAD, livestreams: 501 }, prices).warnings[0]).toMatch(
      /^501 active livestreams are more than the 500/,
    );
  });
});

describe('what is assumed', () => {
  it('is the memory that the functions have', () => {
    const memory = (name: string) => {
      const path = join(import.meta.dirname, `../../../functions/${name}/function.yml`);
      return (parse(readFileSync(path, 'utf8')) as { memorySize: number }).memorySize;
    };
    expect([memory('firehose-transform'), memory('ddb-fanout')]).toEqual([ASSUMED.transformMb, ASSUMED.fanOutMb]);
  });

  it.each([
    ['the fan-out', {}, { fanOut: true, accessLogLinesPerSecond: 0 }],
    ['no fan-out', { fanOut: 'false' }, { fanOut: false, accessLogLinesPerSecond: 0 }],
    ['access logs', { accessLog: 'true' }, { fanOut: true, accessLogLinesPerSecond: 1 }],
  ])('is about as many alarms and metrics as the template with %s has', async (_with, parameters, workload) => {
    const { template } = await packaged('dev', parameters as StageParameters);
    const { resources } = resolveTemplate(template, place);
    const alarms = resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
    const read = alarms.flatMap(({ properties: { Metrics } }) =>
      Array.isArray(Metrics) && Metrics.some(({ MetricStat }) => MetricStat)
        ? Metrics.filter(({ MetricStat }) => MetricStat)
        : [0],
    ).length;
    const counted = ownMetrics({ stage: 'dev', template, resources }).map(({ name, dimensions }) =>
      JSON.stringify([name, dimensions]),
    );
    const { lines } = estimate({ ...DEFAULT_WORKLOAD, ...workload }, readPrices());
    const quantityOf = (wanted: string) => lines.find(({ what }) => what === wanted)!.quantity;
    expect(Math.abs(quantityOf('alarms') - read) / read).toBeLessThan(0.1);
    const own = new Set(counted).size;
    expect(Math.abs(quantityOf('custom metrics') - own) / own).toBeLessThan(0.1);
  });
});
