import { nameParts, type Output, outputName, outputsOf, refersTo } from './sql-columns.ts';
import { type FromClause, readFrom, type Source } from './sql-from.ts';
import { type Expression, type QueryNode, sameName, subqueriesOf } from './sql-tree.ts';
import { type Domain, intersect, staticDomain, union } from './static-domain.ts';

/** What the rule must know of the catalog. Names are lower case. */
export interface Catalog {
  /** The injected partition columns of a Glue table, none for one without; `undefined` when it is no Glue table. */
  injectedColumns(table: string): readonly string[] | undefined;
  /** The query behind a view. */
  view(name: string): QueryNode | undefined;
}

/** Which Glue tables a statement reads, and the only values of their injected columns that it can need (absent: any). */
export type TablesRead = Map<string, Map<string, ReadonlySet<string>>>;

export type InjectionVerdict = { ok: true; tables: TablesRead } | { ok: false; message: string };

/**
 * Athena's rule on injected projection: every reference of such a table needs a static equality on each injected column.
 *
 * The condition may stand in the `WHERE` clause around the reference, in an inner join's `ON`, or outside a subquery, view or
 * CTE that hands the column on, as Athena's planner pushes it down; it follows equalities between joined columns. It does
 * not pass `LIMIT`, nor a window that is not partitioned by the column. The message is Athena's.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-dynamic-id-partitioning.html
 */
export function checkInjectedColumns(query: QueryNode, catalog: Catalog): InjectionVerdict {
  const references: { table: string; column: string; domain: Domain | undefined }[] = [];
  const tables: TablesRead = new Map();
  const found = (table: string, domainOf: (column: string) => Domain | undefined) => {
    if (!tables.has(table)) tables.set(table, new Map());
    for (const column of catalog.injectedColumns(table) ?? [])
      references.push({ table, column, domain: domainOf(column) });
  };
  walkQuery(query, nothingAsked, { catalog, ctes: new Map(), found });

  const refused = references.find(({ domain }) => domain === undefined);
  if (refused) return { ok: false, message: refusal(refused.column) };
  for (const [key, group] of Map.groupBy(references, ({ table, column }) => `${table} ${column}`)) {
    const [table, column] = key.split(' ') as [string, string];
    const all = union(group.map(({ domain }) => domain!));
    if (all.exact) tables.get(table)?.set(column, all.values);
  }
  return { ok: true, tables };
}

const refusal = (column: string) =>
  `CONSTRAINT_VIOLATION: For the injected projected partition column ${column}, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.`;

/** What the query around asks of a column that this one hands out. */
type Demand = (output: Output) => Domain | undefined;

const nothingAsked: Demand = () => undefined;

interface Scope {
  catalog: Catalog;
  /** Queries that a `WITH` names; `undefined` for the one that is being read, should it be recursive. */
  ctes: ReadonlyMap<string, { query: QueryNode; names: readonly string[]; scope: Scope } | undefined>;
  found(table: string, domainOf: (column: string) => Domain | undefined): void;
}

function walkQuery(query: QueryNode, asked: Demand, outer: Scope): void {
  const scope = withCtes(query, outer);
  const demand = (query.modifiers ?? []).some(({ type }) => type.startsWith('LIMIT')) ? nothingAsked : asked;
  if (query.type === 'SELECT_NODE') walkSelect(query, demand, scope);
  const throughSetOperation = query.type === 'SET_OPERATION_NODE' ? demand : nothingAsked;
  if (query.left) walkQuery(query.left, throughSetOperation, scope);
  if (query.right) walkQuery(query.right, byPosition(query.left, throughSetOperation), scope);
}

/** The right side of a set operation answers under the names of the left side. */
function byPosition(left: QueryNode | undefined, demand: Demand): Demand {
  const names = (left?.select_list ?? []).map(outputName);
  return ({ name, position }) =>
    demand({ name: (position === undefined ? undefined : names[position]) ?? name, position });
}

function withCtes(query: QueryNode, outer: Scope): Scope {
  let scope = outer;
  for (const { key, value } of query.cte_map?.map ?? []) {
    const name = key.toLowerCase();
    const before: Scope = { ...scope, ctes: new Map(scope.ctes).set(name, undefined) };
    scope = {
      ...scope,
      ctes: new Map(scope.ctes).set(name, { query: value.query.node, names: value.aliases ?? [], scope: before }),
    };
  }
  return scope;
}

function walkSelect(query: QueryNode, demand: Demand, scope: Scope): void {
  const from = readFrom(query);
  const domainOf = columnDomains(query, from, demand);
  for (const source of from.sources) {
    walkSource(source, (column) => domainOf(source, column), scope);
  }
  const { from_table: _, cte_map: __, ...parts } = query;
  for (const subquery of subqueriesOf([parts, from.conditions, from.functions]))
    walkQuery(subquery, nothingAsked, scope);
}

function walkSource({ ref, names }: Source, domainOf: (column: string) => Domain | undefined, scope: Scope): void {
  const through =
    (declared: readonly string[]): Demand =>
    ({ name, position }) => {
      const renamed = names.length > 0 ? names : declared;
      if (renamed.length === 0) return domainOf(name);
      return position === undefined ? undefined : domainOf(renamed[position] ?? name);
    };
  if (ref.subquery) walkQuery(ref.subquery.node, through([]), scope);
  if (ref.type === 'BASE_TABLE' && ref.table_name)
    walkTable(ref.table_name.toLowerCase(), !ref.schema_name, through, domainOf, scope);
}

/** A name in `FROM`: of a `WITH` query (never with a schema), of a view, or of a Glue table. */
function walkTable(
  name: string,
  mayBeCte: boolean,
  through: (declared: readonly string[]) => Demand,
  domainOf: (column: string) => Domain | undefined,
  scope: Scope,
): void {
  const view = scope.catalog.view(name);
  if (mayBeCte && scope.ctes.has(name)) {
    const cte = scope.ctes.get(name);
    if (cte) walkQuery(cte.query, through(cte.names), cte.scope);
  } else if (view) {
    walkQuery(view, through([]), { ...scope, ctes: new Map() });
  } else if (scope.catalog.injectedColumns(name)) {
    scope.found(name, domainOf);
  }
}

/** What all conditions of a select together leave for a column of one of its sources. */
function columnDomains(query: QueryNode, from: FromClause, demand: Demand) {
  const stated = (alias: string | undefined, column: string, ownFacts: Expression[]): Domain | undefined => {
    const isColumn = (expression: Expression) => refersTo(expression, alias, column);
    const facts = [...from.facts, ...ownFacts].map((fact) => staticDomain(fact, isColumn));
    return intersect([...facts, ...outputsOf(query, alias, column).map(demand)]);
  };
  return ({ alias, facts }: Source, column: string): Domain | undefined => {
    const domains = [stated(alias, column, facts)];
    const reached: [string | undefined, string][] = [[alias, column]];
    for (const [toAlias, toColumn] of reached) {
      for (const edge of from.equalities) {
        if (!refersTo(edge.to, toAlias, toColumn)) continue;
        const [fromAlias, fromColumn] = nameParts(edge.from);
        if (reached.some(([a, c]) => sameName(a, fromAlias) && sameName(c, fromColumn))) continue;
        reached.push([fromAlias, fromColumn]);
        domains.push(stated(fromAlias, fromColumn, []));
      }
    }
    return intersect(domains);
  };
}
