import type { HostedMapping } from './hosted-mapping.ts';

/** What a change under way looks like; the change itself is over when it is answered. */
export type MappingState = 'Creating' | 'Enabled' | 'Disabled' | 'Enabling' | 'Disabling' | 'Updating' | 'Deleting';

/** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
export function describeMapping(mapping: HostedMapping, changing?: MappingState): Record<string, unknown> {
  const { record, arn, functionArn } = mapping;
  const { Enabled: enabled, FunctionName: _, ...properties } = record.properties;
  return {
    UUID: record.uuid,
    EventSourceMappingArn: arn,
    FunctionArn: functionArn,
    ...properties,
    LastModified: record.modifiedMs / 1000,
    LastProcessingResult: mapping.status().lastResult,
    State: changing ?? (enabled ? 'Enabled' : 'Disabled'),
    StateTransitionReason: 'User action',
  };
}
