import type { Clock } from '../../../local/clock.ts';
import type { InvokeResult } from '../../../local/lambda/types.ts';
import { AwsError } from '../../../local/wire/message.ts';
import { answer, functionError, type TransformEvent } from './engine.ts';

/** The partition of a record of the simulation. */
export const keyOf = (id: string): string => `live-${Number(id.slice(3)) % 5}`;

type Answers = { recordId: string; [member: string]: unknown }[];

/** Stands for a list in lists, deeper than JSON.stringify and String can follow. */
const ABYSS = 'twenty thousand leagues';
const DEPTH = 20_000;

/** What spoils a whole answer when one record of it holds it. */
const SPOILS: Record<string, unknown>[] = [
  { data: '*not base64*' },
  { data: {} },
  { data: ABYSS },
  { result: 'Fine' },
  { result: { toString: 1 } },
  { result: ABYSS },
  { recordId: { toString: 1 } },
  { recordId: { valueOf: null, toString: null } },
  { recordId: ABYSS },
  { recordId: 7 },
  { recordId: null },
  { metadata: 'none' },
  { metadata: { partitionKeys: [] } },
  { metadata: { partitionKeys: { LivestreamID: { toString: 1 } } } },
  { metadata: { partitionKeys: { LivestreamID: ABYSS } } },
];

/** A transform that fails, is slow, and lies about ids, in proportions that leave most records well. */
export function createHostileTransform({
  random,
  clock,
  isPartitioned,
}: {
  random: () => number;
  clock: Clock;
  isPartitioned: boolean;
}) {
  /** Ids that an answer which counted has dropped. */
  const dropped = new Set<string>();
  const recordAnswer = ({ recordId, data }: TransformEvent['records'][number]) => {
    const id = Buffer.from(data, 'base64').toString().split(' ')[0]!;
    const chance = random();
    if (chance < 0.1) return { recordId, result: 'Dropped', id };
    if (chance < 0.15) return { recordId, result: 'ProcessingFailed' };
    if (chance < 0.17) return { recordId, result: 'Ok', data: null };
    const LivestreamID = chance < 0.2 ? '' : keyOf(id);
    return { recordId, result: 'Ok', data, ...(isPartitioned && { metadata: { partitionKeys: { LivestreamID } } }) };
  };
  const lie = (answers: Answers): Answers => {
    const chance = random();
    if (chance < 0.05) return answers.slice(1);
    if (chance < 0.1) return [...answers, answers[0]!];
    if (chance < 0.15) return [...answers, { recordId: 'nobody', result: 'Ok', data: 'QQ==' }];
    if (chance < 0.2) return answers.toReversed();
    if (chance < 0.24) {
      const spoil = SPOILS[Math.floor(random() * SPOILS.length)];
      return answers.map((item, at) => (at === 0 ? { ...item, ...spoil, isSpoilt: true } : item));
    }
    return answers;
  };
  /** What a lie leaves of the drops: an answer that fails as a whole drops nothing, nor does one with the id twice. */
  const noteDropped = (answers: Answers): void => {
    if (answers.some(({ isSpoilt }) => isSpoilt)) return;
    const counts = Map.groupBy(answers, ({ recordId }) => recordId);
    for (const { recordId, result, id } of answers) {
      if (result === 'Dropped' && counts.get(recordId)!.length === 1) dropped.add(String(id));
    }
  };

  return {
    dropped,
    async invoke(payload: string, healthy: boolean): Promise<InvokeResult> {
      const event = JSON.parse(payload) as TransformEvent;
      if (!healthy) {
        if (random() < 0.3) await new Promise<void>((resolve) => clock.after(Math.floor(random() * 60_000), resolve));
        const chance = random();
        if (chance < 0.08) return functionError('boom');
        if (chance < 0.1) return functionError('Task timed out after 3.00 seconds', 'Sandbox.Timedout');
        if (chance < 0.13) throw new AwsError('TooManyRequestsException', 'Rate Exceeded.');
        if (chance < 0.15) return answer(null);
      }
      const answers = lie(event.records.map(recordAnswer));
      noteDropped(answers);
      return withAbyss(answer({ records: answers }));
    },
  };
}

function withAbyss(result: InvokeResult): InvokeResult {
  const text = result.payload.toString();
  if (!text.includes(ABYSS)) return result;
  return { ...result, payload: Buffer.from(text.replace(`"${ABYSS}"`, '['.repeat(DEPTH) + ']'.repeat(DEPTH))) };
}
