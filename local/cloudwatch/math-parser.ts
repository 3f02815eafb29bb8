/** A metric math expression as a tree. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
export type MathNode =
  | { kind: 'number'; value: number }
  | { kind: 'text'; value: string }
  /** The id of a metric or expression, or a word such as `REPEAT`. */
  | { kind: 'name'; name: string }
  | { kind: 'list'; items: MathNode[] }
  | { kind: 'call'; name: string; args: MathNode[] }
  | { kind: 'negate'; operand: MathNode }
  | { kind: 'binary'; operator: BinaryOperator; left: MathNode; right: MathNode };

export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<=' | '>=' | '<' | '>' | '&&' | '||';

/** The expression cannot be read or means nothing; the message says where or why. */
export class MathError extends Error {
  override name = 'MathError';
}

/** From the loosest to the tightest. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
];

const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|"([^"]*)"|'([^']*)'|(&&|\|\||==|!=|<=|>=|[-+*/^<>()[\],]))/y;

/** Nesting beyond this is refused, so that no expression overflows the stack. */
const DEPTH_MAX = 50;

/** Throws {@link MathError}. */
export function parseMath(expression: string): MathNode {
  const tokens = tokenize(expression);
  let next = 0;
  let depth = 0;
  const symbol = (text: string) => tokens[next]?.symbol === text;
  const take = (text: string) => {
    if (!symbol(text))
      throw new MathError(
        `${text} expected ${next < tokens.length ? `before ${tokens[next]!.source}` : 'at the end'} of ${expression}`,
      );
    next += 1;
  };

  function level(index: number): MathNode {
    const operators = LEVELS[index];
    if (!operators) return unary();
    let left = level(index + 1);
    for (let operator = operatorAmong(operators); operator; operator = operatorAmong(operators)) {
      next += 1;
      left = { kind: 'binary', operator, left, right: level(index + 1) };
    }
    return left;
  }

  const operatorAmong = (operators: readonly BinaryOperator[]) => operators.find((operator) => symbol(operator));

  function unary(): MathNode {
    if (++depth > DEPTH_MAX) throw new MathError(`${expression} is nested too deeply.`);
    let node: MathNode;
    if (symbol('-')) {
      next += 1;
      node = { kind: 'negate', operand: unary() };
    } else {
      node = power();
    }
    depth -= 1;
    return node;
  }

  /** Binds tighter than the minus before it, and to the right. */
  function power(): MathNode {
    const left = primary();
    if (!symbol('^')) return left;
    next += 1;
    return { kind: 'binary', operator: '^', left, right: unary() };
  }

  function primary(): MathNode {
    const token = tokens[next++];
    if (token?.number !== undefined) return { kind: 'number', value: token.number };
    if (token?.text !== undefined) return { kind: 'text', value: token.text };
    if (token?.name !== undefined)
      return symbol('(')
        ? { kind: 'call', name: token.name, args: items('(', ')') }
        : { kind: 'name', name: token.name };
    next -= 1;
    if (symbol('[')) return { kind: 'list', items: items('[', ']') };
    take('(');
    const inner = level(0);
    take(')');
    return inner;
  }

  function items(open: string, close: string): MathNode[] {
    take(open);
    const found: MathNode[] = [];
    while (!symbol(close)) {
      if (found.length > 0) take(',');
      found.push(level(0));
    }
    take(close);
    return found;
  }

  const tree = level(0);
  if (next < tokens.length) throw new MathError(`${tokens[next]!.source} was not expected in ${expression}`);
  return tree;
}

interface Token {
  source: string;
  number?: number;
  name?: string;
  text?: string;
  symbol?: string;
}

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  const trimmed = expression.trimEnd();
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < trimmed.length; ) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(trimmed);
    if (!match) throw new MathError(`${trimmed.slice(at).trim()} cannot be read in ${expression}`);
    tokens.push(tokenOf(match));
  }
  return tokens;
}

function tokenOf([whole, number, name, double, single, symbol]: RegExpExecArray): Token {
  const source = whole.trim();
  if (number !== undefined) return { source, number: Number(number) };
  if (name === 'AND') return { source, symbol: '&&' };
  if (name === 'OR') return { source, symbol: '||' };
  if (name !== undefined) return { source, name };
  if (symbol !== undefined) return { source, symbol };
  return { source, text: double ?? single ?? '' };
}
