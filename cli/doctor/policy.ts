import { canonical, isObject } from './differences.ts';

/**
 * Whether a resource's policy, as a service tells it, is the one of the template. Services write some things their own way: actions
 * in other capitals, which mean nothing, and everybody as `{"AWS":"*"}`, which in a resource's policy means the same as `"*"`.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export const samePolicy = (expected: unknown, told: string): boolean =>
  canonical(inOneForm(expected)) === canonical(inOneForm(JSON.parse(told)));

function inOneForm(document: unknown): unknown {
  if (!isObject(document)) return document;
  return { ...document, Statement: [document.Statement].flat().map(statementInOneForm) };
}

function statementInOneForm(statement: unknown): unknown {
  if (!isObject(statement)) return statement;
  const { Action, Principal, ...rest } = statement;
  return {
    ...rest,
    ...(Action !== undefined && { Action: [Action].flat().map((action) => String(action).toLowerCase()) }),
    ...(Principal !== undefined && { Principal: isEverybody(Principal) ? '*' : Principal }),
  };
}

const isEverybody = (principal: unknown): boolean =>
  isObject(principal) && canonical(principal) === canonical({ AWS: '*' });
