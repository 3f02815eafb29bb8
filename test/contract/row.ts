import type { LocalSettings } from './local-target.ts';
import type { Target } from './target.ts';

/** How well a statement about AWS is known: documented, captured from AWS by a third party, or not established. */
export type Mark = 'D' | 'C' | '?';

/** One statement about AWS and the way to see, over the wire, whether a target keeps it. */
export interface Row {
  statement: string;
  mark: Mark;
  /** The page that says so, or where it was captured. */
  source: string;
  /**
   * Throws when the target does not keep the statement. A text that it answers is printed beside the row, and
   * {@link Unseen} where the statement could not be put to the test.
   */
  check(target: Target): Promise<unknown>;
}

/** Why a row says nothing about a target. */
export class Unseen {
  readonly verdict: 'absent' | 'not seen';
  readonly reason: string;
  constructor(verdict: Unseen['verdict'], reason: string) {
    this.verdict = verdict;
    this.reason = reason;
  }
}

/** The statement may hold, but to see it takes what cannot be asked of this target. */
export const notSeen = (reason: string): Unseen => new Unseen('not seen', reason);

/** A statement on which sources disagree or say nothing: which of the possible behaviours does the target show? */
export interface OpenQuestion<Behaviour extends string> {
  statement: string;
  source: string;
  /** Tells the target's behaviour apart; throws for anything that no source speaks of. */
  observe(target: Target): Promise<Behaviour>;
  /** Every behaviour that a source speaks of, with the settings under which the local services show it; the first is their default. */
  behaviours: [behaviour: Behaviour, settings: LocalSettings][];
  /** True when no source says anything: whatever AWS shows is right, and the behaviours are examples. */
  isUnknown?: true;
}

/**
 * A row with the mark `?`. AWS may show any of the behaviours. The local services must show their default, and each other one when they
 * are configured for it.
 */
export function openQuestion<Behaviour extends string>(question: OpenQuestion<Behaviour>): Row {
  const { statement, source, observe, behaviours, isUnknown } = question;
  const known = behaviours.map(([behaviour]) => behaviour);
  return {
    statement,
    mark: '?',
    source,
    async check(target) {
      const seen = await observe(target);
      if (!target.configured) {
        if (isUnknown || known.includes(seen)) return `observed: ${seen}`;
        throw new Error(`Saw ${seen}; sources speak of ${known.join(' and ')}.`);
      }
      if (seen !== known[0]) throw new Error(`The local default is ${known[0]}, seen was ${seen}.`);
      for (const [behaviour, settings] of behaviours.slice(1)) {
        const other = await observe(await target.configured(settings));
        if (other !== behaviour) throw new Error(`Configured for ${behaviour}, seen was ${other}.`);
      }
      return known.length > 1 ? `configured: ${seen}; can be ${known.slice(1).join(', ')}` : seen;
    },
  };
}

/** A statement about what the local services do not have: they must refuse it by name. What AWS does with it is not seen. */
export function refusedByName(
  row: Omit<Row, 'check'> & { refusal: (target: Target) => Promise<string>; offers: RegExp },
): Row {
  const { refusal, offers, ...statement } = row;
  return {
    ...statement,
    async check(target) {
      if (!target.configured) return notSeen('only that the local services refuse it by name');
      const words = await refusal(target);
      if (!offers.test(words)) throw new Error(`Refused with other words: ${words}`);
      return new Unseen('absent', 'refused by name');
    },
  };
}
