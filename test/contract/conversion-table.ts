/** The columns, in the words of Glue, of the table that rows on format conversion convert by. */
export const CONVERSION_COLUMNS = [
  { name: 'id', type: 'int' },
  { name: 'large', type: 'bigint' },
  { name: 'exact', type: 'decimal(38,6)' },
  { name: 'text', type: 'string' },
  { name: 'tags', type: 'array<string>' },
];
