import { type Expression, type QueryNode, sameName, type TableRef } from './sql-tree.ts';

/** A table, view, CTE or subquery that a select reads. */
export interface Source {
  ref: TableRef;
  /** The name that its columns are called by. */
  alias: string | undefined;
  /** New names for its columns, as in `AS d(x, n)`. */
  names: readonly string[];
  /** Conditions that hold for this source only: the `ON` of an outer join that may leave it null. */
  facts: Expression[];
}

export interface FromClause {
  sources: Source[];
  /** Conditions that every row fulfils: `WHERE` and the `ON` of inner joins. */
  facts: Expression[];
  /** What is known of column `from` is known of column `to`. */
  equalities: { from: Expression; to: Expression }[];
  /** Every `ON`, for the subqueries within. */
  conditions: Expression[];
  /** Table functions, for the subqueries within. */
  functions: TableRef[];
}

/** The sources of a select and what its joins and its `WHERE` clause say about them. */
export function readFrom(query: QueryNode): FromClause {
  const from: FromClause = { sources: [], facts: [], equalities: [], conditions: [], functions: [] };
  if (query.from_table) readTable(query.from_table, from);
  if (query.where_clause) from.facts.push(query.where_clause);
  for (const fact of from.facts) addEqualities(fact, from, () => true);
  return from;
}

function readTable(ref: TableRef, from: FromClause): Source[] {
  if (ref.type === 'JOIN' && ref.left && ref.right)
    return readJoin(ref, readTable(ref.left, from), readTable(ref.right, from), from);
  if (ref.type === 'TABLE_FUNCTION') from.functions.push(ref);
  const source: Source = { ref, alias: ref.alias || ref.table_name, names: ref.column_name_alias ?? [], facts: [] };
  from.sources.push(source);
  return [source];
}

function readJoin(join: TableRef, left: Source[], right: Source[], from: FromClause): Source[] {
  const sides = [...left, ...right];
  // The sides that a row of the join always fulfils the condition for; an outer join's preserved side is not among them.
  const boundBy: Record<string, Source[]> = { INNER: sides, SEMI: sides, LEFT: right, ANTI: right, RIGHT: left };
  const bound = boundBy[join.join_type ?? ''] ?? [];
  if (join.condition) {
    from.conditions.push(join.condition);
    if (bound === sides) from.facts.push(join.condition);
    else {
      for (const source of bound) source.facts.push(join.condition);
      addEqualities(join.condition, from, (column) =>
        bound.some(({ alias }) => sameName(alias, column.column_names?.at(-2))),
      );
    }
  }
  for (const name of join.using_columns ?? []) {
    for (const a of left) {
      for (const b of right) {
        if (bound.includes(b)) from.equalities.push({ from: column(a, name), to: column(b, name) });
        if (bound.includes(a)) from.equalities.push({ from: column(b, name), to: column(a, name) });
      }
    }
  }
  return sides;
}

const column = ({ alias }: Source, name: string): Expression => ({
  class: 'COLUMN_REF',
  type: 'COLUMN_REF',
  column_names: alias === undefined ? [name] : [alias, name],
});

function addEqualities(condition: Expression, from: FromClause, binds: (column: Expression) => boolean): void {
  if (condition.type === 'CONJUNCTION_AND') {
    for (const child of condition.children ?? []) addEqualities(child, from, binds);
  }
  const { left, right } = condition;
  if (condition.type !== 'COMPARE_EQUAL' || left?.class !== 'COLUMN_REF' || right?.class !== 'COLUMN_REF') return;
  if (binds(right)) from.equalities.push({ from: left, to: right });
  if (binds(left)) from.equalities.push({ from: right, to: left });
}
