/** A string literal of SQL. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A quoted identifier of SQL. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A file name as DuckDB's glob patterns write it, so that it names that file and no other. */
export const globLiteral = (path: string): string => literal(path.replace(/[*?[]/g, '[$&]'));

/** Text that means itself in the regular expressions of both JavaScript and DuckDB (RE2). */
export const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
