import { type Context, validationError } from './context.ts';
import type { Request } from './dynalite.ts';
import { dropStream } from './stream-log.ts';
import { streamArnOf } from './stream-record.ts';
import type { Table } from './table.ts';
import { STREAM_VIEW_TYPES, type StreamViewType } from './table-stream-settings.ts';

/**
 * The `StreamSpecification` of CreateTable and of CloudFormation, which leaves `StreamEnabled` out; undefined where no stream is
 * asked for. Throws {@link AwsError} `ValidationException`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html
 */
export function streamViewTypeOf({ StreamSpecification: specification }: Request): StreamViewType | undefined {
  if (specification === undefined || specification === null) return undefined;
  const { StreamEnabled: enabled, StreamViewType: viewType } = specification as Record<string, unknown>;
  if (String(enabled ?? true) !== 'true') return undefined;
  const known = STREAM_VIEW_TYPES.find((one) => one === viewType);
  if (known) return known;
  throw validationError(`StreamViewType is one of ${STREAM_VIEW_TYPES.join(', ')}, not ${viewType}.`);
}

/** Turns a table's stream on or off. A stream that stays keeps its records and its label; one that changes is another. */
export async function setStream(
  { tables, database }: Context,
  table: Table,
  viewType: StreamViewType | undefined,
  label: string,
): Promise<void> {
  const { stream: current, ...others } = table.settings;
  if (current?.viewType === viewType) return;
  if (current) await dropStream(database, table.name);
  await tables.saveSettings(table, viewType ? { ...others, stream: { viewType, label } } : others);
}

/** What CreateTable and DescribeTable say of a table's stream. */
export function describeStreamOf({ description, settings: { stream } }: Table): Request {
  if (!stream) return {};
  return {
    StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType },
    LatestStreamLabel: stream.label,
    LatestStreamArn: streamArnOf(description.TableArn, stream),
  };
}
