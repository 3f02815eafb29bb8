import { formatCsv, formatJson, formatTable } from '../../lake/format.ts';
import { openLakeOf } from '../lake-of.ts';

const formats = { table: formatTable, json: formatJson, csv: formatCsv };

export async function query(
  sql: string,
  { data, format }: { data: string; format: keyof typeof formats },
): Promise<void> {
  const lake = await openLakeOf(data);
  try {
    process.stdout.write(formats[format](await lake.query(sql)));
  } finally {
    await lake.close();
  }
}
