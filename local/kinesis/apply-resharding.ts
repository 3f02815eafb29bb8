import { AwsError } from '../wire/message.ts';
import type { KinesisContext } from './context.ts';
import type { Resharding } from './reshard.ts';
import { parseShardId } from './shard-id.ts';
import type { Stream } from './stream.ts';
import type { StreamState } from './stream-state.ts';
import { reportDamage } from './streams.ts';

/** Applies a split or merge at once. Only provisioned streams are resharded by hand. */
export function applyResharding(
  context: KinesisContext,
  stream: Stream,
  change: (state: StreamState, how: Resharding) => StreamState,
): void {
  const state = stream.state();
  const { accountId, clock } = context;
  if (state.mode === 'ON_DEMAND') {
    throw new AwsError(
      'ValidationException',
      `Request is invalid. Stream ${state.name} under account ${accountId} is in On-Demand mode.`,
    );
  }
  const how = { accountId, nowMs: clock.now(), endOffset: (index: number) => stream.log(index).end() };
  stream.update(reportDamage(() => change(state, how)));
  context.notify(state.name);
}

export function shardNumber({ accountId }: KinesisContext, stream: Stream, shardId: string): number {
  const index = parseShardId(shardId);
  if (index !== undefined) return index;
  const { name } = stream.state();
  throw new AwsError(
    'ResourceNotFoundException',
    `Could not find shard ${shardId} in stream ${name} under account ${accountId}.`,
  );
}
