import { escaped } from '../rules/action-facts.ts';
import type { Statement } from '../rules/policy.ts';

/** One call, as IAM judges it. */
export interface Request {
  action: string;
  resource: string;
  /** Condition keys that the call carries. */
  context?: Record<string, string>;
  /** Who calls, where a policy of a resource or a trust policy is asked. */
  service?: string;
}

/**
 * Whether statements let a request through: one allows it, and none denies it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 *
 * Throws for what it does not know: other operators, and NotAction, NotResource and NotPrincipal.
 */
export function isAllowed(statements: readonly Statement[], request: Request): boolean {
  const meant = statements.filter((statement) => applies(statement, request));
  return meant.some(({ effect }) => effect === 'Allow') && !meant.some(({ effect }) => effect === 'Deny');
}

function applies(statement: Statement, request: Request): boolean {
  const { actions, resources, principals, conditions, negations } = statement;
  if (negations.length > 0) throw new Error(`This matcher does not know ${negations}.`);
  return (
    actions.some((action) => isLike(action.toLowerCase(), request.action.toLowerCase())) &&
    // A trust policy names no resource: it is the role's own.
    (resources.length === 0 || resources.some((resource) => isLike(resource, request.resource))) &&
    isPrincipal(principals, request) &&
    Object.entries(conditions).every(([operator, keys]) => isMet(operator, keys, request.context ?? {}))
  );
}

function isPrincipal(principals: Statement['principals'], { service }: Request): boolean {
  if (Object.keys(principals).length === 0 || principals.AWS?.includes('*')) return true;
  return service !== undefined && (principals.Service ?? []).includes(service);
}

type Compare = (wanted: string, given: string) => boolean;

/** Both ARN operators take wildcards, in each part between colons for itself. */
const arnLike: Compare = (wanted, given) => {
  const [parts, others] = [wanted.split(':'), given.split(':')];
  const [head, rest] = [parts.slice(0, 5), parts.slice(5).join(':')];
  return head.every((part, index) => isLike(part, others[index] ?? '')) && isLike(rest, others.slice(5).join(':'));
};

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const operators: Record<string, Compare> = {
  StringEquals: (wanted, given) => wanted === given,
  StringLike: isLike,
  ArnEquals: arnLike,
  ArnLike: arnLike,
  Bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
};

/** All keys must be there, each with one of its values. Names of keys know no case. */
function isMet(operator: string, keys: Record<string, string[]>, context: Record<string, string>): boolean {
  const compare = operators[operator];
  if (!compare) throw new Error(`This matcher does not know ${operator}.`);
  const given = Object.fromEntries(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return Object.entries(keys).every(([key, values]) => {
    const value = given[key.toLowerCase()];
    return value !== undefined && values.some((wanted) => compare(wanted, value));
  });
}

function isLike(pattern: string, text: string): boolean {
  return new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.split('?').map(escaped).join('.'))
      .join('.*')}$`,
    's',
  ).test(text);
}
