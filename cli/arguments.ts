import { InvalidArgumentError } from 'commander';

/** Parsers of what is given on the command line. Each throws commander's own error, which names the option. */

export function integer(least: number, most: number) {
  return (text: string): number => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return number;
  };
}

export function factor(text: string): number {
  const number = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || number < 1 || number > 1000) {
    throw new InvalidArgumentError('It must be a number from 1 to 1000.');
  }
  return number;
}

/** `50`, `0.5` */
export function decimal(least: number, most: number) {
  return (text: string): number => {
    const number = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || number < least || number > most) {
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`);
    }
    return number;
  };
}

/** An instant in UTC, to the hour or finer: `2026-07-13T14Z`, `2026-07-13T14:05:00Z`. Gives ISO 8601 with milliseconds. */
export function instant(text: string): string {
  const [, date, hour, minute = '00', second = '00'] =
    /^(\d{4}-\d{2}-\d{2})T(\d{2})(?::(\d{2})(?::(\d{2}(?:\.\d{1,3})?))?)?Z$/.exec(text) ?? [];
  const ms = Date.parse(`${date}T${hour}:${minute}:${second}Z`);
  // A day that is not in the calendar is another one afterwards.
  if (!Number.isFinite(ms) || !new Date(ms).toISOString().startsWith(String(date))) {
    throw new InvalidArgumentError('It must be an instant in UTC, such as 2026-07-13T14Z or 2026-07-13T14:05:00Z.');
  }
  return new Date(ms).toISOString();
}

/** `accessLog=true`, added to those given before. */
export function stageParameter(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^([A-Za-z]\w*)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('It must be a name and a value, such as accessLog=true.');
  }
  return { ...before, [name]: value };
}

/** `Lambda.FunctionError,Lambda.FunctionTimedOut` */
export function codes(text: string): string[] {
  const list = text.split(',').map((code) => code.trim());
  if (list.some((code) => code === '')) {
    throw new InvalidArgumentError('It must be error codes with commas between them, such as Lambda.FunctionError.');
  }
  return list;
}

/** An attribute value of type N: DynamoDB compares numbers, the lake holds their digits. */
export function wholeNumber(text: string): string {
  if (!/^-?(0|[1-9]\d{0,37})$/.test(text)) {
    throw new InvalidArgumentError('It must be a whole number, such as 16402761150981234.');
  }
  return text;
}
