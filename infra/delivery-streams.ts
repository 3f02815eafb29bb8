import { type ChangeDeliveryStream, changeDeliveryStreams } from '../shared/delivery-streams.ts';

/** A delivery stream, as everything in this folder takes it. */
export interface DeliveryStream extends Omit<ChangeDeliveryStream, 'transform'> {
  /** What is in it, for the catalog. */
  description: string;
  transform: {
    /** Name of the function. */
    name: string;
    /** Where its code and its `function.yml` lie. */
    folder: string;
  };
}

/** Every delivery stream. Those of table changes stand in `shared/delivery-streams.ts`, where the functions see them too. */
export const deliveryStreams: DeliveryStream[] = changeDeliveryStreams.map((entry) => ({
  ...entry,
  description: `Changes of the dataset ${entry.dataset.name}, ${layoutInWords(entry)}.`,
  transform: { name: entry.transform, folder: 'functions/firehose-transform' },
}));

function layoutInWords({ layout }: ChangeDeliveryStream): string {
  if (layout.by === 'hour') return 'laid out by the hour in which they arrived: bound hour in every query';
  const keys = layout.keys.map((key) => key.toLowerCase());
  return `laid out by ${keys.join(' and ')}: a query needs ${keys.map((key) => `${key} = one value`).join(' and ')}`;
}
