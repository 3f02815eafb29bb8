import { type Expression, type QueryNode, sameName } from './sql-tree.ts';

/** A column that a query hands out. The position is unknown after a star. */
export interface Output {
  name: string;
  position: number | undefined;
}

/** Under which names a select hands out a column of its sources unchanged, so that a condition on the outside is one on it. */
export function outputsOf(query: QueryNode, alias: string | undefined, column: string): Output[] {
  const isColumn = (expression: Expression) => refersTo(expression, alias, column);
  if (
    (query.group_sets?.length ?? 0) > 1 ||
    query.modifiers?.some(({ distinct_on_targets }) => distinct_on_targets?.length)
  )
    return [];
  if (windowsOf(query).some((window) => !(window.partitions ?? []).some(isColumn))) return [];
  const list = query.select_list ?? [];
  const firstStar = list.findIndex(({ type }) => type === 'STAR');
  return list.flatMap((item, index) => {
    const position = firstStar === -1 || index < firstStar ? index : undefined;
    if (item.type === 'STAR') {
      const whole = !item.relation_name || sameName(item.relation_name, alias);
      const altered = [item.exclude_list, item.replace_list, item.rename_list].some((changes) => changes?.length);
      return whole && !altered ? [{ name: column, position: undefined }] : [];
    }
    return isColumn(item) ? [{ name: outputName(item) ?? column, position }] : [];
  });
}

/** The name of a select item, if it has one. */
export const outputName = (item: Expression): string | undefined => item.alias || item.column_names?.at(-1);

function windowsOf(query: QueryNode): (Expression & { partitions?: Expression[] })[] {
  const find = (part: unknown): Expression[] => {
    if (typeof part !== 'object' || part === null) return [];
    if ((part as Expression).class === 'WINDOW') return [part as Expression];
    return (part as Expression).class === 'SUBQUERY' ? [] : Object.values(part).flatMap(find);
  };
  const { from_table: _, where_clause: __, cte_map: ___, ...parts } = query;
  return find(parts);
}

/** A column reference as its table's name, if it has one, and its own. */
export function nameParts(expression: Expression): [alias: string | undefined, column: string] {
  const names = expression.column_names ?? [];
  return [names.at(-2), names.at(-1) ?? ''];
}

/** A column's name without its table's may belong to any source; SQL refuses it where that is ambiguous. */
export function refersTo(expression: Expression, alias: string | undefined, column: string): boolean {
  if (expression.class !== 'COLUMN_REF') return false;
  const [qualifier, name] = nameParts(expression);
  return sameName(name, column) && (qualifier === undefined || alias === undefined || sameName(qualifier, alias));
}
