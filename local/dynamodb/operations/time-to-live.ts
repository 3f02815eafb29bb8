import { type Context, validationError } from '../context.ts';
import type { Request } from '../dynalite.ts';
import { dropExpiries, indexExpiries } from '../expiry.ts';
import type { Table } from '../table.ts';
import { namedTable } from './named-table.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
export async function updateTimeToLive(context: Context, input: Request): Promise<Request> {
  const table = namedTable(context.tables, input);
  const { Enabled: enabled, AttributeName: attribute } = (input.TimeToLiveSpecification ?? {}) as Record<
    string,
    unknown
  >;
  if (typeof enabled !== 'boolean' || typeof attribute !== 'string' || attribute === '') {
    throw validationError('TimeToLiveSpecification needs Enabled, true or false, and AttributeName.');
  }
  const current = table.settings.expiryAttribute;
  if (enabled && current !== undefined) throw validationError('TimeToLive is already enabled');
  if (!enabled && current === undefined) throw validationError('TimeToLive is already disabled');
  if (!enabled && current !== attribute) {
    throw validationError(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  }
  await setExpiryAttribute(context, table, enabled ? attribute : undefined);
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attribute } };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html */
export function describeTimeToLive({ tables }: Context, input: Request): Request {
  const attribute = namedTable(tables, input).settings.expiryAttribute;
  return {
    TimeToLiveDescription:
      attribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: attribute },
  };
}

/** Turns TTL on, off or to another attribute. It is noted last, so that a start after a crash in between does it again. */
export async function setExpiryAttribute(context: Context, table: Table, attribute: string | undefined): Promise<void> {
  const { database, tables, sweeper } = context;
  const { expiryAttribute: current, ...others } = table.settings;
  if (attribute === current) return;
  if (current !== undefined) await dropExpiries(database, table.name);
  table.settings = attribute === undefined ? others : { ...others, expiryAttribute: attribute };
  if (attribute !== undefined) await indexExpiries(database, table, attribute);
  await tables.saveSettings(table, table.settings);
  if (attribute !== undefined) sweeper.start();
}
