import { describe, expect, it } from 'vitest';
import type { QueryResult } from '../../lake/database.ts';
import { formatCsv, formatJson, formatTable } from '../../lake/format.ts';

const result: QueryResult = {
  columns: [
    { name: 'livestreamid', type: 'varchar' },
    { name: 'n', type: 'bigint' },
    { name: 'n', type: 'double' },
  ],
  rows: [
    ['live-1', 9223372036854775807n, 1.5],
    ['say "hi",\nyou', 7n, null],
    [null, null, Number.NaN],
    ['', -1n, 0],
  ],
};

describe('a result', () => {
  it('as a table aligns, puts numbers to the right and shows nulls', () => {
    expect(formatTable(result)).toBe(
      `livestreamid                          n     n
──────────────────  ───────────────────  ────
live-1              9223372036854775807   1.5
say "hi",\\u000ayou                    7  NULL
NULL                               NULL   NaN
                                     -1     0
(4 rows)
`,
    );
  });

  it('as a table takes wide characters for two and lets no content move the cursor', () => {
    const lines = formatTable({
      columns: [
        { name: 'a', type: 'varchar' },
        { name: 'b', type: 'varchar' },
      ],
      rows: [
        ['한국', 'x'],
        ['👍', 'x'],
        ['\u001b[2J', 'x'],
        ['a\u202eb', 'x'],
      ],
    }).split('\n');
    expect(lines.slice(2, 6)).toEqual(['한국       x', '👍         x', '\\u001b[2J  x', 'a\\u202eb   x']);
  });

  it('as CSV follows RFC 4180 and tells null from empty', () => {
    expect(formatCsv(result)).toBe(
      'livestreamid,n,n\r\nlive-1,9223372036854775807,1.5\r\n"say ""hi"",\nyou",7,\r\n,,NaN\r\n"",-1,0\r\n',
    );
  });

  it('as JSON writes every digit and keeps columns of one name apart', () => {
    expect(formatJson(result)).toBe(`[
{"livestreamid":"live-1","n":9223372036854775807,"n_2":1.5},
{"livestreamid":"say \\"hi\\",\\nyou","n":7,"n_2":null},
{"livestreamid":null,"n":null,"n_2":null},
{"livestreamid":"","n":-1,"n_2":0}
]
`);
    expect(formatJson({ columns: [], rows: [] })).toBe('[]\n');
    expect(formatJson({ columns: [{ name: 'a', type: 'bigint[]' }], rows: [[[1n, { b: 2n }]]] })).toBe(
      '[\n{"a":[1,{"b":2}]}\n]\n',
    );
  });
});
