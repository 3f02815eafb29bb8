import { describe, expect, it } from 'vitest';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createEngine, echo, functionError, kinesisToS3, lambdaProcessor } from './engine.ts';
import { createFakeStream } from './fake-stream.ts';

const minuteMs = 60_000;

function start(dependencies: NonNullable<Parameters<typeof createEngine>[0]['dependencies']>) {
  const clock = createFakeClock();
  const source = createFakeStream(clock.now, 2);
  const properties = kinesisToS3({
    ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
    ProcessingConfiguration: { Enabled: true, Processors: [lambdaProcessor()] },
  });
  const engine = createEngine({ clock, source, properties, dependencies });
  const put = (shard: number) => source.put(source.openShards()[shard]!, Buffer.from('row'));
  const ages = () =>
    engine.metrics.filter(({ name }) => name === 'DeliveryToS3.DataFreshness').map(({ value }) => value);
  return { clock, put, ages, ...engine };
}

describe('the freshness of a delivery stream', () => {
  it('is the age of the oldest record that is held up in the transform, told each minute', async () => {
    const { clock, put, ages, stream } = start({ invoke: () => new Promise(() => {}) });
    await stream.start();
    put(0);
    await clock.advance(90_000);
    put(1);
    await clock.advance(3.5 * minuteMs);
    expect(ages()).toEqual([60, 120, 180, 240, 300]);
    stream.close();
  });

  it('is told of a record that waits in its buffer, and no longer once it is in S3', async () => {
    const { clock, put, ages, objects, stream } = start({ invoke: echo });
    await stream.start();
    put(0);
    await clock.advance(10 * minuteMs);
    expect(objects.size).toBe(1);
    // A minute in front of the transform, a minute in the buffer, and once more with the object.
    expect(ages()).toEqual([60, 120, 120]);
    put(0);
    await clock.advance(10 * minuteMs);
    expect(ages()).toEqual([60, 120, 120, 60, 120, 120]);
    stream.close();
  });

  it('ends with a batch that goes to the error prefix', async () => {
    const { clock, put, ages, objects, stream } = start({ invoke: async () => functionError('no') });
    await stream.start();
    put(0);
    await clock.advance(20 * minuteMs);
    expect(objects.size).toBe(1);
    expect(ages().length).toBeLessThan(6);
    stream.close();
  });

  it('leaves no timer behind when all is delivered', async () => {
    const { clock, put, stream } = start({ invoke: echo });
    await stream.start();
    await clock.advance(minuteMs);
    const idle = clock.pendingTimers();
    put(0);
    await clock.advance(10 * minuteMs);
    expect(clock.pendingTimers()).toBe(idle);
    stream.close();
  });
});
