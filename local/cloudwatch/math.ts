import { fillLinear, fillRepeat, MATH_FUNCTIONS, type MathContext } from './math-functions.ts';
import { type BinaryOperator, MathError, type MathNode } from './math-parser.ts';
import { combine, eachSeries, isScalar, type MathValue, type Series, seriesOf } from './math-value.ts';

export interface MathScope extends MathContext {
  /** The value of a metric or expression by its id. */
  lookUp(id: string): MathValue;
  /** Every metric of the request, by id. */
  metrics: ReadonlyMap<string, Series>;
}

const truth = (holds: boolean) => (holds ? 1 : 0);

const OPERATORS: Readonly<Record<BinaryOperator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<=': (a, b) => truth(a <= b),
  '>=': (a, b) => truth(a >= b),
  '<': (a, b) => truth(a < b),
  '>': (a, b) => truth(a > b),
  '&&': (a, b) => truth(a !== 0 && b !== 0),
  '||': (a, b) => truth(a !== 0 || b !== 0),
};

/**
 * Works out an expression. Throws {@link MathError} for what it does not mean.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function evaluateMath(node: MathNode, scope: MathScope): MathValue {
  const evaluate = (each: MathNode) => evaluateMath(each, scope);
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'name':
      return scope.lookUp(node.name);
    case 'list':
      return { list: node.items.flatMap((item) => seriesOf(evaluate(item))) };
    case 'negate':
      return combine(0, evaluate(node.operand), (a, b) => a - b);
    case 'binary':
      return combine(evaluate(node.left), evaluate(node.right), OPERATORS[node.operator]);
    case 'call':
      return call(node, scope);
    case 'text':
      throw new MathError(`"${node.value}" stands where a number or a time series is needed`);
  }
}

function call({ name, args }: MathNode & { kind: 'call' }, scope: MathScope): MathValue {
  const [first, second] = args;
  if (name === 'METRICS') {
    const part = first?.kind === 'text' ? first.value : '';
    return { list: [...scope.metrics].flatMap(([id, series]) => (id.includes(part) ? [series] : [])) };
  }
  if (name === 'FILL' && first && second?.kind === 'name' && Object.hasOwn(FILLS, second.name)) {
    return eachSeries(evaluateMath(first, scope), FILLS[second.name]!);
  }
  const work = Object.hasOwn(MATH_FUNCTIONS, name) ? MATH_FUNCTIONS[name] : undefined;
  if (!work) throw new MathError(unknownFunction(name));
  return work(
    args.map((arg) => evaluateMath(arg, scope)),
    scope,
  );
}

const FILLS: Readonly<Record<string, (series: Series) => Series>> = { REPEAT: fillRepeat, LINEAR: fillLinear };

/** The ids that an expression names. Throws {@link MathError} for a function that is not known here. */
export function idsIn(node: MathNode): string[] {
  switch (node.kind) {
    case 'name':
      return [node.name];
    case 'list':
      return node.items.flatMap(idsIn);
    case 'negate':
      return idsIn(node.operand);
    case 'binary':
      return [...idsIn(node.left), ...idsIn(node.right)];
    case 'call': {
      if (node.name !== 'METRICS' && !Object.hasOwn(MATH_FUNCTIONS, node.name))
        throw new MathError(unknownFunction(node.name));
      const isWord = (arg: MathNode) => node.name === 'FILL' && arg.kind === 'name' && Object.hasOwn(FILLS, arg.name);
      return node.args.filter((arg) => !isWord(arg)).flatMap(idsIn);
    }
    default:
      return [];
  }
}

const unknownFunction = (name: string) =>
  `${name} is no function here. There are: ${['METRICS', ...Object.keys(MATH_FUNCTIONS)].sort().join(', ')}.`;

/** The one series that an alarm or a graph line watches. */
export function singleSeries(value: MathValue): Series {
  if (isScalar(value)) throw new MathError('the result is a number; it must be a time series');
  const all = seriesOf(value);
  if (all.length !== 1) throw new MathError(`the result has ${all.length} time series; it must be one`);
  return all[0]!;
}
