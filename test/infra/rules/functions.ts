import { at } from '../../support/template-parts.ts';
import { listOf } from './policy.ts';
import { ofType, type Properties, type Rule, ruleOfEach } from './rule.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const limits = {
  memoryMb: [128, 10_240],
  seconds: [1, 900],
  environmentBytes: 4096,
  storageMb: [512, 10_240],
} as const;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const reserved =
  /^(?:_HANDLER|_X_AMZN_TRACE_ID|AWS_(?:REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_.*)|LAMBDA_(?:TASK_ROOT|RUNTIME_DIR))$/;

const isWithin = (value: unknown, [min, max]: readonly [number, number]) =>
  Number.isInteger(value) && Number(value) >= min && Number(value) <= max;

export const functionRules: Rule[] = [
  ruleOfEach(
    'AWS::Lambda::Function',
    'every function runs on the runtime that its bundle is built for',
    function* ({ Runtime, Architectures }) {
      if (Runtime !== 'nodejs24.x') yield `runs on ${Runtime}`;
      if (at(Architectures, 0) !== 'arm64') yield `runs on ${Architectures}`;
    },
  ),
  ruleOfEach(
    'AWS::Lambda::Function',
    'every function has the memory, time and disk that Lambda can give',
    function* ({ MemorySize, Timeout, EphemeralStorage }) {
      if (!isWithin(MemorySize, limits.memoryMb)) yield `wants ${MemorySize} MB`;
      if (!isWithin(Timeout, limits.seconds)) yield `wants ${Timeout} s`;
      const storage = at(EphemeralStorage, 'Size') ?? 512;
      if (!isWithin(storage, limits.storageMb)) yield `wants ${storage} MB of disk`;
    },
  ),
  ruleOfEach('AWS::Lambda::Function', 'every function runs the package that was made for it', function* (fn, subject) {
    const zip = String(at(fn.Code, 'S3Key')).split('/').at(-1);
    const wanted = `${String(fn.FunctionName).replace(`tributary-${subject.stage}-`, '')}.zip`;
    if (zip !== wanted) yield `runs ${zip}`;
  }),
  ruleOfEach(
    'AWS::Lambda::Function',
    'a function whose concurrency is reserved can run',
    function* ({ ReservedConcurrentExecutions: reservedRuns }) {
      if (reservedRuns !== undefined && !isWithin(reservedRuns, [1, 900])) yield `runs ${reservedRuns} times at once`;
    },
  ),
  ruleOfEach(
    'AWS::Lambda::Function',
    'every environment fits into what Lambda takes, and sets nothing that is reserved',
    function* ({ Environment }) {
      const variables = Object.entries((at(Environment, 'Variables') ?? {}) as Record<string, string>);
      const bytes = Buffer.byteLength(JSON.stringify(Object.fromEntries(variables)));
      if (bytes > limits.environmentBytes) yield `has ${bytes} bytes of environment`;
      for (const [name, value] of variables) {
        if (reserved.test(name)) yield `sets ${name}`;
        if (typeof value !== 'string') yield `sets ${name} to what is no text`;
      }
    },
  ),
  ruleOfEach(
    'AWS::Lambda::Function',
    'every function counts under its stage and a name of its own service',
    function* ({ Environment }, { stage }) {
      const variables = at(Environment, 'Variables');
      if (at(variables, 'POWERTOOLS_METRICS_NAMESPACE') !== `Tributary/${stage}`) yield 'counts elsewhere';
      if (!at(variables, 'POWERTOOLS_SERVICE_NAME')) yield 'counts under no service';
    },
  ),
  ruleOfEach('AWS::Events::Rule', 'a scheduled function is done before it is called again', function* (rule, subject) {
    const everySeconds = secondsOfRate(String(rule.ScheduleExpression));
    for (const { Arn } of listOf<Properties>(rule.Targets)) {
      const called = ofType(subject, 'AWS::Lambda::Function').find(({ arn }) => arn === Arn);
      if (everySeconds && called && Number(called.properties.Timeout) >= everySeconds)
        yield `calls ${called.logicalId} too often`;
    }
  }),
  ruleOfEach(
    'AWS::Events::Rule',
    'a rule may call its target: a function by a permission, all else by a role or a policy',
    function* (rule, subject, { arn }) {
      for (const { Arn, RoleArn } of listOf<Properties>(rule.Targets)) {
        const called = ofType(subject, 'AWS::Lambda::Function').find((one) => one.arn === Arn);
        const permitted = ofType(subject, 'AWS::Lambda::Permission').some(
          ({ properties }) =>
            [called?.name, called?.arn].includes(String(properties.FunctionName)) && properties.SourceArn === arn,
        );
        const isQueueOrTopic = /^arn:aws:(?:sqs|sns):/.test(String(Arn));
        if (called ? !permitted : !isQueueOrTopic && !RoleArn) yield `may not call ${Arn}`;
      }
    },
  ),
];

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
function secondsOfRate(expression: string): number | undefined {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const seconds: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };
  return count === undefined ? undefined : Number(count) * seconds[unit]!;
}
