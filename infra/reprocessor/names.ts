import { functionIds, pascal } from '../delivery-stream/names.ts';

/** The two functions of `functions/dlq-reprocessor`, as its `function.yml` names them. */
export const reprocessorName = 'dlq-reprocessor';
export const inventoryName = 'dlq-inventory';

/** Logical ids of what belongs to one of them. */
export const idsOf = (name: string) => ({
  ...functionIds(name),
  role: `${pascal(name)}Role`,
  schedule: `${pascal(name)}Schedule`,
  schedulePermission: `${pascal(name)}SchedulePermission`,
});
