/** A number as DynamoDB has them: `digits × 10^exponent`. */
export interface NumberText {
  isNegative: boolean;
  /** Significant ones, the first and the last not 0; empty for 0. */
  digits: string;
  exponent: number;
}

/**
 * Digits that DynamoDB keeps, and powers of ten of the first of them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
const digitsMax = 38;
const powerMin = -130;
const powerMax = 125;

/** Room for each of these numbers written without exponent; readers of JSON have limits of their own on a number's length. */
const charactersMax = 200;

/** JSON's own grammar, with which DynamoDB's numbers comply. */
const pattern = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Undefined for what is no number, or none that DynamoDB can hold. */
export function readNumber(text: string): NumberText | undefined {
  const [, sign, whole = '', fraction = '', power = '0'] = (text.length <= charactersMax && pattern.exec(text)) || [];
  if (sign === undefined) return undefined;
  const unpadded = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = unpadded.replace(/0+$/, '');
  const exponent = Number(power) - fraction.length + (unpadded.length - digits.length);
  const number = { isNegative: sign === '-', digits, exponent };
  if (digits === '') return { ...number, exponent: 0 };
  const firstPower = exponent + digits.length - 1;
  return digits.length <= digitsMax && firstPower >= powerMin && firstPower <= powerMax ? number : undefined;
}

/** The number without exponent and needless zeros: `-0.0015`, `2000`. Zero has no sign. */
export function plainNumber({ isNegative, digits, exponent }: NumberText): string {
  if (digits === '') return '0';
  const padded = exponent >= 0 ? `${digits}${'0'.repeat(exponent)}` : digits.padStart(1 - exponent, '0');
  const point = padded.length + Math.min(0, exponent);
  const fraction = padded.slice(point);
  return `${isNegative ? '-' : ''}${padded.slice(0, point)}${fraction && `.${fraction}`}`;
}
