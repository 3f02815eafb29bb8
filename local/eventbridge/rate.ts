import { TemplateError } from '../template/resolve.ts';

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Longer than that, and a timer of Node's fires at once. https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const rateMsMax = 2 ** 31 - 1;

/**
 * How often a `ScheduleExpression` fires, milliseconds. Throws {@link TemplateError} for what is no rate: `cron(…)` does not
 * run here. EventBridge wants the singular with 1 and the plural with more.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html
 */
export function rateMs(expression: unknown, ruleName: string): number {
  const [, digits = '', unit = '', plural = ''] =
    /^rate\(([1-9]\d{0,8}) (minute|hour|day)(s?)\)$/.exec(String(expression)) ?? [];
  const count = Number(digits);
  const everyMs = count * (unitMs[unit] ?? 0);
  if (everyMs === 0 || everyMs > rateMsMax || (plural === 's') !== count > 1) {
    throw new TemplateError(
      `The rule ${ruleName} has the schedule ${JSON.stringify(expression)}. Locally a schedule is a rate up to 24 days, such as rate(1 hour) or rate(5 minutes).`,
    );
  }
  return everyMs;
}
