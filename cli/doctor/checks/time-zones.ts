import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import type { Table } from '@aws-sdk/client-glue';
import type { Resource } from '../../../local/template/resolve.ts';
import { deployedTable } from '../deployed-table.ts';
import { look } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import { type Check, resourcesOf, type Stage, section } from '../stage.ts';

/**
 * Hours in keys are those of the delivery stream's zone; hours that a table projects are those that the catalog says. Where the two
 * disagree, a query that bounds its hours misses rows and says nothing.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export const checkTimeZones: Check = async (stage) => {
  const notes = await Promise.all(
    resourcesOf(stage, 'AWS::KinesisFirehose::DeliveryStream').map((resource) => checkOne(stage, resource)),
  );
  return notes.flat();
};

async function checkOne(stage: Stage, { name, properties }: Resource): Promise<Note[]> {
  const destination = section(properties, 'ExtendedS3DestinationConfiguration');
  const prefix = String(destination.Prefix ?? '');
  if (!prefix.includes('!{timestamp:')) return [];
  const where = `delivery stream ${name}`;
  const seen = await look(() =>
    stage.deployed.client(FirehoseClient).send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: name })),
  );
  // What cannot be asked, or is not there, is told by the check of delivery streams.
  if (!('answer' in seen)) return [];
  const actual =
    seen.answer.DeliveryStreamDescription?.Destinations?.[0]?.ExtendedS3DestinationDescription?.CustomTimeZone ?? 'UTC';
  const expected = String(destination.CustomTimeZone ?? 'UTC');
  const notes: Note[] = [];
  if (actual !== expected) {
    const what = `writes its folders in hours of ${actual}; its Glue table and the reprocessor count in ${expected}: queries by hour miss rows`;
    notes.push({
      severity: 'error',
      where,
      what,
      mend: `${PUT_BACK} Rows that were written meanwhile stay in folders of the other zone: see docs/operations.md.`,
    });
  }
  const table = await tableOver(stage, prefix);
  return table
    ? [...notes, ...descriptionNotes(where, expected, table), ...projectionNotes(where, actual, table)]
    : notes;
}

/** The table whose location is what the delivery stream's prefix begins with: the deployed one or, where that cannot be asked, the template's. */
async function tableOver(stage: Stage, prefix: string): Promise<Partial<Table> | undefined> {
  const folder = prefix.slice(0, prefix.indexOf('!{'));
  const resource = resourcesOf(stage, 'AWS::Glue::Table').find(({ properties }) =>
    String(section(section(properties, 'TableInput'), 'StorageDescriptor').Location ?? '').endsWith(`/${folder}`),
  );
  if (!resource) return undefined;
  const seen = await deployedTable(stage, resource);
  if ('answer' in seen) return seen.answer;
  // One that is gone, and one that cannot be asked, are told by the check of tables.
  return 'absent' in seen ? undefined : section(resource.properties, 'TableInput');
}

/** A partition key of hours says in its comment whose hours they are: whoever writes a query goes by it. */
function descriptionNotes(where: string, zone: string, { Name, PartitionKeys = [] }: Partial<Table>): Note[] {
  const said = PartitionKeys.map(({ Comment = '' }) => /\bHH in ([A-Za-z0-9_+\-/]+)/.exec(Comment)?.[1]).find(
    (each) => each !== undefined,
  );
  if (said === undefined || said === zone) return [];
  return [
    {
      severity: 'warning',
      where,
      what: `its Glue table ${Name} describes its hours as those of ${said}; the template writes those of ${zone}`,
      mend: PUT_BACK,
    },
  ];
}

function projectionNotes(where: string, zone: string, { Name, Parameters = {} }: Partial<Table>): Note[] {
  const range = Parameters['projection.hour.range'] ?? '';
  if (range === '' || zone === 'UTC') return [];
  // NOW is UTC: the newest hours of a zone east of it lie in the future.
  if (/,NOW\+\d+(DAYS?|HOURS?)$/.test(range)) return [];
  return [
    {
      severity: 'error',
      where,
      what: `its Glue table ${Name} projects hours up to "${range.split(',')[1]}", which is UTC: the newest hours of ${zone} are not seen`,
      mend: 'Let projection.hour.range end at NOW+1DAYS.',
    },
  ];
}
