import type { FanOutFailures } from '../../shared/stream-record-metrics.ts';

/** Groups of failures that a log line names, and sequence numbers of each. The rest is counted. */
const groupsMax = 10;
const sequenceNumbersMax = 10;

/** A code is the service's; anything that does not look like one might hold content. */
const plainReason = /^[A-Za-z][\w.]{0,63}$/;

export interface FailureGroups {
  add(result: FanOutFailures['result'], reason: string, sequenceNumber: string): void;
  readonly groups: FanOutFailures[];
}

/** Groups failures by result and reason, in bounded space and with nothing of their content. */
export function startFailureGroups(): FailureGroups {
  const groups: FanOutFailures[] = [];

  function groupOf(result: FanOutFailures['result'], reason: string): FanOutFailures {
    const plain = plainReason.test(reason) ? reason : 'UnknownError';
    const found = groups.find((group) => group.result === result && group.reason === plain);
    if (found) return found;
    // The last one takes what there is no room for.
    if (groups.length === groupsMax) return groups[groupsMax - 1]!;
    const group: FanOutFailures = { result, reason: plain, count: 0, sequenceNumbers: [] };
    groups.push(group);
    return group;
  }

  return {
    add(result, reason, sequenceNumber) {
      const group = groupOf(result, reason);
      group.count += 1;
      if (group.sequenceNumbers.length < sequenceNumbersMax) group.sequenceNumbers.push(sequenceNumber);
    },
    groups,
  };
}
