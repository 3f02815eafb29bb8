/** What one thing costs in a month. */
export interface CostLine {
  service: string;
  what: string;
  /** How much of it, in {@link unit}. */
  quantity: number;
  unit: string;
  /** Price of one unit. */
  price: number;
  /** The product, rounded to the cent. The total is the sum of these, so that what is printed adds up. */
  cents: number;
  /** How the quantity comes about, where it is not plain. */
  note?: string;
}

/**
 * Quantities and prices are double-precision numbers: exact for every count below 2^53, and elsewhere off by less than a
 * millionth of a cent. Money is rounded once, here, half a cent upwards, and whole cents are added from then on.
 */
export function costLine(line: Omit<CostLine, 'cents'>): CostLine {
  // Scaled to a millionth of a cent first: 1.005 × 100 is 100.49999999999999 in binary.
  const cents = Math.round(Number((line.quantity * line.price * 100).toFixed(6)));
  return { ...line, cents };
}

export const sumCents = (lines: readonly CostLine[]): number => lines.reduce((sum, { cents }) => sum + cents, 0);
