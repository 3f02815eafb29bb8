import { estimate } from '../cost/estimate.ts';
import { readPrices, SHIPPED_PRICES } from '../cost/prices.ts';
import { estimateText } from '../cost/text.ts';
import { ASSUMED, type Workload } from '../cost/workload.ts';

export interface CostOptions extends Workload {
  prices?: string | undefined;
  json: boolean;
}

export function cost({ prices: path, json, ...workload }: CostOptions): void {
  const prices = readPrices(path);
  const found = estimate(workload, prices);
  const priceFile = path ?? SHIPPED_PRICES;
  console.log(
    json
      ? JSON.stringify({ workload, prices, assumed: ASSUMED, ...found })
      : estimateText(workload, prices, found, priceFile),
  );
}
