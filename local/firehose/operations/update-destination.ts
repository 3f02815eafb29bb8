import { AwsError } from '../../wire/message.ts';
import type { FirehoseContext } from '../context.ts';
import { invalidArgument } from '../property-reader.ts';
import { DESTINATION_ID } from './describe-delivery-stream.ts';

/**
 * Members that the update names take the place of the old ones, within format conversion too (captured); what is in hand is delivered as the old configuration
 * says before this answers.
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_UpdateDestination.html
 */
export async function updateDestination(context: FirehoseContext, input: Record<string, unknown>) {
  const { DeliveryStreamName, CurrentDeliveryStreamVersionId, DestinationId, ...updates } = input;
  const { configuration, record } = context.find(DeliveryStreamName);
  if (CurrentDeliveryStreamVersionId !== String(record.version)) {
    throw new AwsError(
      'ConcurrentModificationException',
      `Cannot update firehose: ${configuration.name} since the current version id: ${record.version} and specified version id: ${CurrentDeliveryStreamVersionId} do not match`,
    );
  }
  if (DestinationId !== DESTINATION_ID) throw invalidArgument(`Destination Id ${DestinationId} not found`);
  const { ExtendedS3DestinationUpdate, S3DestinationUpdate, ...others } = updates;
  const [other] = Object.keys(others);
  if (other) throw invalidArgument(`The local Firehose does not implement ${other}.`);
  const { ExtendedS3DestinationConfiguration, S3DestinationConfiguration, ...properties } = record.properties;
  const before = (ExtendedS3DestinationConfiguration ?? S3DestinationConfiguration) as Members;
  const update = (ExtendedS3DestinationUpdate ?? S3DestinationUpdate) as Members | undefined;
  const conversion = merge(before.DataFormatConversionConfiguration, update?.DataFormatConversionConfiguration);
  await context.change(configuration.name, {
    ...properties,
    ExtendedS3DestinationConfiguration: {
      ...before,
      ...update,
      ...(conversion !== undefined && { DataFormatConversionConfiguration: conversion }),
    },
  });
  return {};
}

type Members = Record<string, unknown>;

/** Formats are replaced whole: of the kinds of each there may be one. */
function merge(before: unknown, update: unknown): unknown {
  if (!isMembers(before) || !isMembers(update)) return update ?? before;
  const merged: Members = { ...before, ...update };
  const schema = 'SchemaConfiguration';
  return isMembers(before[schema]) && isMembers(update[schema])
    ? { ...merged, [schema]: { ...before[schema], ...update[schema] } }
    : merged;
}

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
