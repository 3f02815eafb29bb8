/** The parts of DuckDB's parse tree (`json_serialize_sql`) that are read here. Every node may have more. */
export interface QueryNode {
  type: 'SELECT_NODE' | 'SET_OPERATION_NODE' | 'RECURSIVE_CTE_NODE' | (string & {});
  modifiers?: { type: string; distinct_on_targets?: Expression[] }[];
  cte_map?: { map?: { key: string; value: { aliases?: string[]; query: { node: QueryNode } } }[] };
  select_list?: Expression[];
  from_table?: TableRef;
  where_clause?: Expression;
  group_expressions?: Expression[];
  group_sets?: number[][];
  left?: QueryNode;
  right?: QueryNode;
}

export interface TableRef {
  type: 'BASE_TABLE' | 'SUBQUERY' | 'JOIN' | 'SHOW_REF' | (string & {});
  alias?: string;
  schema_name?: string;
  table_name?: string;
  column_name_alias?: string[];
  subquery?: { node: QueryNode };
  left?: TableRef;
  right?: TableRef;
  condition?: Expression;
  join_type?: 'INNER' | 'LEFT' | 'RIGHT' | 'OUTER' | 'SEMI' | 'ANTI' | (string & {});
  using_columns?: string[];
}

export interface Expression {
  class: string;
  type: string;
  alias?: string;
  column_names?: string[];
  relation_name?: string;
  exclude_list?: unknown[];
  replace_list?: unknown[];
  rename_list?: unknown[];
  children?: Expression[];
  child?: Expression | null;
  left?: Expression;
  right?: Expression;
  function_name?: string;
  value?: { type: { id: string }; is_null: boolean; value?: unknown };
  subquery?: { node: QueryNode };
}

/** Name for name, whatever their case: how SQL compares identifiers. */
export const sameName = (a: string | undefined, b: string | undefined): boolean =>
  a?.toLowerCase() === b?.toLowerCase();

/** Every query inside an expression (or inside anything else that holds expressions), not descending into those. */
export function subqueriesOf(part: unknown): QueryNode[] {
  if (typeof part !== 'object' || part === null) return [];
  if ((part as Expression).class === 'SUBQUERY') {
    const { subquery, child } = part as Expression;
    return [...(subquery ? [subquery.node] : []), ...subqueriesOf(child)];
  }
  return Object.values(part).flatMap(subqueriesOf);
}
