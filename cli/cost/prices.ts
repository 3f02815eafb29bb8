import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { UserError } from '../output.ts';
import shipped from './prices.json' with { type: 'json' };

const price = z.number().min(0);

/** A price file: what `cli/cost/prices.json` is made of. Amounts are in its currency, for the first tier of usage, without free tiers. */
const priceFile = z.strictObject({
  region: z.string().min(1),
  currency: z.string().min(1),
  /** When the prices were looked up. */
  date: z.iso.date(),
  /** Whether somebody held every price against its source on that date. */
  verified: z.boolean(),
  source: z.array(z.url()).min(1),
  dynamodbMillionWriteRequestUnits: price,
  dynamodbMillionChangeCaptureUnits: price,
  kinesisStreamHour: price,
  kinesisInGb: price,
  kinesisOutGb: price,
  /** Kept from 24 hours to 7 days, and beyond. */
  kinesisExtendedRetentionGbMonth: price,
  kinesisLongRetentionGbMonth: price,
  firehoseGb: price,
  firehosePartitioningGb: price,
  firehosePartitioningThousandObjects: price,
  firehoseConversionGb: price,
  lambdaMillionRequests: price,
  lambdaArmGbSecond: price,
  s3ThousandPuts: price,
  s3GbMonth: price,
  cloudwatchAlarmMetric: price,
  cloudwatchMetric: price,
  cloudwatchDashboard: price,
  cloudwatchLogsGb: price,
  kmsKeyMonth: price,
  eventBridgeMillionEvents: price,
  snsMillionPublishes: price,
});

export type Prices = z.infer<typeof priceFile>;

export const SHIPPED_PRICES = 'cli/cost/prices.json';

/** The prices that ship, or those of a file of the same form. Throws {@link UserError} naming what is missing or wrong in it. */
export function readPrices(path?: string): Prices {
  const parsed = priceFile.safeParse(path === undefined ? shipped : parsedFile(path));
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`);
  throw new UserError(
    `${path ?? SHIPPED_PRICES} is no price file. ${mistakes.join('; ')}. Begin with a copy of ${SHIPPED_PRICES}.`,
  );
}

function parsedFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new UserError(`${path} cannot be read as JSON: ${(cause as Error).message}`, { cause });
  }
}
