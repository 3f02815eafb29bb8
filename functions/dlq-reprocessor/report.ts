import type { ReplayMetric } from '../../shared/error-object-metrics.ts';
import type { ParkedReason } from '../../shared/error-object-parked.ts';
import type { ReplayReport, ReplayRequest } from '../../shared/error-object-replay.ts';
import type { DeliveryStream } from './delivery-streams.ts';

export function startReport(
  { stream, source, dryRun = false }: ReplayRequest,
  { schema, writer }: Pick<DeliveryStream, 'schema' | 'writer'>,
): ReplayReport {
  return {
    stream,
    source,
    dryRun,
    schema,
    objects: { replayed: 0, stayed: 0, skipped: 0, refused: 0, failed: 0, gone: 0, remaining: 0 },
    records: 0,
    restored: 0,
    ...(writer.kind === 'delivery-stream' && { sentTo: writer.name, perhapsRepeated: 0 }),
    alreadyThere: 0,
    dropped: 0,
    parked: {},
    unreadable: 0,
    remaining: 0,
    problems: [],
    complete: true,
    ...(dryRun && { explanations: [] }),
  };
}

export function countParked(report: ReplayReport, records: Partial<Record<ParkedReason, number>>): void {
  for (const [reason, count] of Object.entries(records) as [ParkedReason, number][]) {
    if (reason === 'Unreadable') report.unreadable += count;
    else report.parked[reason] = (report.parked[reason] ?? 0) + count;
  }
}

/** Records that the run found a place for, or their lack of one. */
export function handledRecords({ restored, dropped, parked, unreadable }: ReplayReport): number {
  return restored + dropped + unreadable + Object.values(parked).reduce((sum, count) => sum + count, 0);
}

/** The report as metrics, see `shared/error-object-metrics.ts`. */
export function replayValues({
  records,
  restored,
  parked,
  unreadable,
  objects,
}: ReplayReport): Record<ReplayMetric, number> {
  const parkedRecords = Object.values(parked).reduce((sum, count) => sum + count, unreadable);
  return {
    ReplayedRecords: records,
    ReplayRestored: restored,
    ReplayParked: parkedRecords,
    ReplayProblems: objects.refused + objects.failed,
  };
}
