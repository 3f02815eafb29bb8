import type { Expression } from './sql-tree.ts';

/**
 * The values that a condition leaves for a column, known without reading data. `exact` is false when they are static but
 * not written out as literals, so that `values` cannot be used to skip folders.
 */
export interface Domain {
  values: ReadonlySet<string>;
  exact: boolean;
}

/**
 * What a condition says about one column by static equality alone: `=` and `IN` of literals or of expressions over them,
 * under `AND` and, where every branch says something, `OR`. `undefined` when it says nothing of that kind.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-dynamic-id-partitioning.html
 */
export function staticDomain(
  condition: Expression | undefined,
  isColumn: (expression: Expression) => boolean,
): Domain | undefined {
  const children = condition?.children ?? [];
  switch (condition?.type) {
    case 'CONJUNCTION_AND':
      return intersect(children.map((child) => staticDomain(child, isColumn)));
    case 'CONJUNCTION_OR': {
      const branches = children.map((child) => staticDomain(child, isColumn));
      return branches.every((branch) => branch !== undefined) ? union(branches) : undefined;
    }
    case 'COMPARE_EQUAL': {
      const { left, right } = condition;
      if (!left || !right) return undefined;
      if (isColumn(left) && isStatic(right)) return constant(right);
      return isColumn(right) && isStatic(left) ? constant(left) : undefined;
    }
    case 'COMPARE_IN': {
      const [column, ...choices] = children;
      return column && isColumn(column) && choices.every(isStatic) ? union(choices.map(constant)) : undefined;
    }
    default:
      return undefined;
  }
}

/** The conditions all hold; those that say nothing leave the rest as it is. */
export function intersect(domains: (Domain | undefined)[]): Domain | undefined {
  const said = domains.filter((domain) => domain !== undefined);
  if (said.length === 0) return undefined;
  // A domain that is not exact may hold anything: what the exact ones allow is still all that can be read.
  const exact = said.filter((domain) => domain.exact);
  if (exact.length === 0) return said[0];
  return exact.reduce((a, b) => ({
    values: new Set([...a.values].filter((value) => b.values.has(value))),
    exact: true,
  }));
}

/** One of the conditions holds. */
export const union = (domains: Domain[]): Domain =>
  domains.reduce((a, b) => ({ values: new Set([...a.values, ...b.values]), exact: a.exact && b.exact }), {
    values: new Set<string>(),
    exact: true,
  });

function isStatic(expression: Expression): boolean {
  switch (expression.class) {
    case 'CONSTANT':
      return true;
    case 'CAST':
      return expression.child != null && isStatic(expression.child);
    case 'FUNCTION':
      return (expression.children ?? []).every(isStatic);
    default:
      return false;
  }
}

function constant(expression: Expression): Domain {
  const { value } = expression;
  if (expression.class !== 'CONSTANT' || !value) return { values: new Set(), exact: false };
  // Nothing equals null.
  return { values: new Set(value.is_null ? [] : [String(value.value)]), exact: true };
}
