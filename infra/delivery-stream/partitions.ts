import { countryCodes, unknownCountry } from '../../shared/access-log-countries.ts';
import type { Layout } from '../../shared/delivery-streams.ts';
import { ConfigurationError } from '../framework.ts';
import type { Settings } from '../parameters.ts';
import type { CatalogColumn } from './catalog.ts';

/** How Athena finds the folders of a layout. https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html */
export interface Partitions {
  partitionKeys: CatalogColumn[];
  projection: Record<string, string>;
  /** `Fn::Sub` text of the folders under the table's location. */
  template: string;
}

interface PartitionKey {
  column: CatalogColumn;
  /** Without `projection.<column>.` before each. */
  projection: Record<string, string>;
}

export function partitionsOf(layout: Layout, settings: Settings, catalog: CatalogColumn[]): Partitions {
  if (layout.by === 'hour') return { ...projected([hour(settings)]), template: '${!hour}/' };
  const keys = layout.keys.map((key) => known[key]?.(settings) ?? injected(key, catalog));
  return { ...projected(keys), template: layout.keys.map((key) => `${key}=\${!${key.toLowerCase()}}/`).join('') };
}

function projected(keys: PartitionKey[]): Pick<Partitions, 'partitionKeys' | 'projection'> {
  return {
    partitionKeys: keys.map(({ column }) => column),
    projection: Object.fromEntries(
      keys.flatMap(({ column, projection }) =>
        Object.entries(projection).map(([name, value]) => [`projection.${column.Name}.${name}`, value]),
      ),
    ),
  };
}

/** Keys whose values are known beforehand, so that a query need not name one. Unbounded, it looks at every country of every day. */
const known: Readonly<Record<string, (settings: Settings) => PartitionKey>> = { country, day };

/**
 * All that `shared/access-log-countries.ts` lets through: 251 values in 752 characters, where Glue takes some 1 MB. AWS advises to
 * list a few dozen; a list has no limit of its own, and any other type would have each query name one country.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
function country(): PartitionKey {
  return {
    column: {
      Name: 'country',
      Type: 'string',
      Comment: `Country of the client, ISO 3166-1 alpha-2 or XK; ${unknownCountry} where it is not known`,
    },
    projection: { type: 'enum', values: [...countryCodes, unknownCountry].join(',') },
  };
}

const dayMs = 86_400_000;

/** Days are in UTC: where the stage's zone is ahead of it, `lakeSince` is of the day before. */
function day({ lakeSince }: Settings): PartitionKey {
  const since = new Date(Date.parse(`${lakeSince.slice(0, 10).replaceAll('/', '-')}T00:00:00Z`) - dayMs);
  return {
    column: {
      Name: 'day',
      Type: 'string',
      Comment:
        'Day of time, yyyy-MM-dd in UTC. Days before lakeSince (serverless.yml) and after tomorrow are not looked at.',
    },
    projection: {
      type: 'date',
      format: 'yyyy-MM-dd',
      range: `${since.toISOString().slice(0, 10)},NOW+1DAYS`,
      interval: '1',
      'interval.unit': 'DAYS',
    },
  };
}

/** Ids are not known beforehand, so each query must name one. */
function injected(key: string, catalog: CatalogColumn[]): PartitionKey {
  const column = catalog.find(({ Name }) => Name === key.toLowerCase());
  if (!column) throw new ConfigurationError(`infra/catalog/: no column ${key.toLowerCase()} to partition by. Add it.`);
  return { column, projection: { type: 'injected' } };
}

/**
 * Athena reckons `NOW` in UTC, the folders are in the stage's zone, which may be up to 14 hours ahead: a range that ended
 * at `NOW` would hide its newest hours. https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
const hour = ({ lakeSince, timeZone }: Settings): PartitionKey => ({
  column: {
    Name: 'hour',
    Type: 'string',
    Comment: `Hour of arrival of the oldest row in the object, yyyy/MM/dd/HH in ${timeZone}. Pad by one hour and filter on eventtime.`,
  },
  projection: {
    type: 'date',
    format: 'yyyy/MM/dd/HH',
    range: `${lakeSince},NOW+1DAYS`,
    interval: '1',
    'interval.unit': 'HOURS',
  },
});
