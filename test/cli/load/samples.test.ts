import { describe, expect, it } from 'vitest';
import { createSamples } from '../../../cli/load/samples.ts';
import { chatMessage } from '../../../shared/datasets/chat-message.ts';
import { createRecordCodec } from '../../../shared/record-codec.ts';

describe('the samples of a load', () => {
  const samples = createSamples({ livestreams: 10, seed: 7 });
  const serials = [0, 1, 4095, 4096, 9_999, 10_000, 249_999];

  it('are change records that the transform takes, with the item as it would be written', () => {
    const decode = createRecordCodec(chatMessage, ['LivestreamID']);
    for (const serial of serials) {
      const { data } = samples.change(serial, 1_700_000_000_000);
      expect(decode(data.toString('base64')).result).toBe('Ok');
      expect(JSON.parse(data.toString()).dynamodb.NewImage).toEqual(samples.item(serial));
    }
  });

  it('never repeat a key, an event id or a partition key', () => {
    const seen = new Set<string>();
    for (let serial = 0; serial < 20_000; serial += 1) {
      const { data, partitionKey } = samples.change(serial, 0);
      const { eventID, dynamodb } = JSON.parse(data.toString());
      for (const id of [eventID, partitionKey, JSON.stringify(dynamodb.Keys)]) seen.add(id);
    }
    expect(seen.size).toBe(60_000);
  });

  it('are the same for the same seed', () => {
    const again = createSamples({ livestreams: 10, seed: 7 });
    for (const serial of serials) expect(again.change(serial, 5)).toEqual(samples.change(serial, 5));
  });
});
