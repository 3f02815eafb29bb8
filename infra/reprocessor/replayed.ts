import type { DeliveryStream } from '../delivery-streams.ts';

/** Those that failed records come from: they have a transform to fail at. */
export const failingOf = (list: DeliveryStream[]): DeliveryStream[] =>
  list.filter(({ transform }) => transform !== undefined);

/** Those that failed records of a log are sent to. */
export const twinsOf = (list: DeliveryStream[]): DeliveryStream[] =>
  list.filter(({ replays }) => replays !== undefined);
