import type { KillReport } from './run-kills.ts';

/** What a run came to, for people. */
export function summarise({ kills, acknowledged, sentAgain, seconds, audit }: KillReport): string {
  const by = Map.groupBy(kills, ({ at }) => at);
  const kinds = [...by].map(([at, those]) => `${at} ${those.length}`).join(' · ');
  const inFlight = kills.filter(({ bytesInFlight }) => bytesInFlight > 0);
  const unanswered = kills.filter((kill) => kill.unanswered > 0).length;
  const layouts = Object.entries(audit.layouts).map(
    ([name, layout]) =>
      `  ${name}: ${layout.delivered} rows, ${layout.failed} failed, ${layout.lost} lost, ${layout.acknowledgedLost} acknowledged and lost, ` +
      `${layout.repeated} repeated, ${layout.repeatedTooOften} of them without a death between object and checkpoint, ${layout.unexpected} unexpected`,
  );
  return [
    `${kills.length} kills in ${seconds.toFixed(0)} s (${kinds})`,
    `${inFlight.length} with records in flight (on the stream, not checkpointed), ${unanswered} with requests unanswered`,
    `${acknowledged} writes acknowledged, ${sentAgain} requests sent again; ${audit.written} records on the stream, ${audit.writtenAgain} of them repeats`,
    ...layouts,
    `  chat_messages_current: ${audit.viewRows} rows, ${audit.viewWrong} not as acknowledged`,
  ].join('\n');
}
