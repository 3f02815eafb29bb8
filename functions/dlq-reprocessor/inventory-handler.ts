import { S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import type { InventoryMetric } from '../../shared/error-object-metrics.ts';
import { createErrorObjectTelemetry } from '../../shared/lambda/error-object-telemetry.ts';
import { readInventorySettings } from './environment.ts';
import { takeInventory } from './inventory.ts';
import { createS3ObjectStore } from './s3-object-store.ts';

const settings = readInventorySettings(process.env);
const { logger, reportInventory } = createErrorObjectTelemetry(settings);
const store = createS3ObjectStore({ client: new S3Client({}), ...settings, random: Math.random });

/** Emits what waits under every prefix, by the name that it is counted under, and answers it. The event says nothing. */
export async function handler(
  _event: unknown,
  context: Context,
): Promise<Record<string, Record<InventoryMetric, number>>> {
  logger.addContext(context);
  const inventories: Record<string, Record<InventoryMetric, number>> = {};
  for (const [name, prefix] of settings.prefixes) {
    const inventory = await takeInventory(prefix, store, Date.now);
    reportInventory(name, inventory);
    inventories[name] = inventory;
  }
  return inventories;
}
