import { AwsError } from '../../wire/message.ts';
import type { Context } from '../context.ts';
import { validationError } from '../context.ts';
import { checkConditional, type Request, toAwsError } from '../dynalite.ts';
import { decideItemWrite, type ItemWrite, type ItemWriteOperation, itemWrite } from '../item-write.ts';
import { TRANSACTION_ACTIONS_MAX } from '../limits.ts';
import type { Stage } from '../stage.ts';
import type { Tables } from '../table.ts';

/** Each action is checked, and decided, as the operation it stands for; a condition check as a delete that is not carried out. */
const actionOperations: Record<string, ItemWriteOperation> = {
  Put: 'putItem',
  Update: 'updateItem',
  Delete: 'deleteItem',
  ConditionCheck: 'deleteItem',
};

interface Action extends ItemWrite {
  kind: string;
}

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 *
 * All of it is one batch on disk, or nothing is. A transaction never meets another's conflict, since writes go one after the
 * other.
 */
export async function transactWriteItems(context: Context, given: Request): Promise<Request> {
  return context.requestTokens.once(given, (input) => carryOut(context, input));
}

async function carryOut({ tables, writer }: Context, input: Request): Promise<Request> {
  const actions = transactItems(input).map((item) => parseAction(item, tables, input.ReturnConsumedCapacity));
  const itemKeys = actions.map((action) => action.itemKey);
  if (new Set(itemKeys).size < itemKeys.length) {
    throw validationError('Transaction request cannot include multiple operations on one item');
  }
  return writer.submit({ itemKeys, decide: (stage) => decide(actions, stage) });
}

/** The members of `TransactItems`, one to a hundred; throws {@link AwsError}. */
export function transactItems(input: Request): Request[] {
  const items = input.TransactItems;
  const bound =
    !Array.isArray(items) || items.length === 0
      ? 'greater than or equal to 1'
      : items.length > TRANSACTION_ACTIONS_MAX && `less than or equal to ${TRANSACTION_ACTIONS_MAX}`;
  if (bound) {
    throw validationError(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ${bound}`,
    );
  }
  return items as Request[];
}

function parseAction(item: Request, tables: Tables, returnConsumedCapacity: unknown): Action {
  const [kind, ...others] = Object.keys(item ?? {});
  const operation = kind === undefined ? undefined : actionOperations[kind];
  const action = kind === undefined ? undefined : item[kind];
  if (kind === undefined || !operation || others.length > 0 || typeof action !== 'object' || action === null) {
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const missing = missingExpression(kind, action as Request);
  if (missing) {
    throw validationError(
      `1 validation error detected: Value null at 'transactItems.member.${missing}' failed to satisfy constraint: Member must not be null`,
    );
  }
  const request = { ...(action as Request), ReturnConsumedCapacity: returnConsumedCapacity };
  return { kind, ...itemWrite(operation, request, tables) };
}

function missingExpression(kind: string, action: Request): string | undefined {
  if (kind === 'Update' && action.UpdateExpression === undefined) return 'update.updateExpression';
  if (kind === 'ConditionCheck' && action.ConditionExpression === undefined)
    return 'conditionCheck.conditionExpression';
  return undefined;
}

function decide(actions: Action[], stage: Stage): Request {
  const reasons: { Code: string }[] = [];
  const units = new Map<string, number>();
  for (const action of actions) {
    try {
      const { ConsumedCapacity: consumed } = perform(action, stage) as { ConsumedCapacity?: { CapacityUnits: number } };
      // A transaction prepares and commits: twice the capacity of the write alone.
      if (consumed) units.set(action.table.name, (units.get(action.table.name) ?? 0) + 2 * consumed.CapacityUnits);
      reasons.push({ Code: 'None' });
    } catch (error) {
      reasons.push(reasonOf(error));
    }
  }
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
  if (units.size === 0) return {};
  return { ConsumedCapacity: [...units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits })) };
}

function perform(action: Action, stage: Stage): Request {
  if (action.kind !== 'ConditionCheck') {
    return decideItemWrite(action, stage, {
      transactional: true,
      ...(action.kind === 'Put' && { evenIfUnchanged: true }),
    });
  }
  const item = stage.item(action.itemKey);
  const refusal = toAwsError(checkConditional(action.request, item));
  if (!(refusal instanceof AwsError)) return {};
  throw new AwsError(
    refusal.code,
    refusal.message,
    refusal.status,
    action.showsItemOnFailure && item ? { Item: item } : {},
  );
}

function reasonOf(error: unknown): { Code: string } {
  if (!(error instanceof AwsError)) throw error;
  const isCondition = error.code.endsWith('#ConditionalCheckFailedException');
  return {
    Code: isCondition ? 'ConditionalCheckFailed' : 'ValidationError',
    ...{ Message: error.message, ...error.fields },
  };
}

function cancelled(reasons: { Code: string }[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new AwsError(
    'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
}
