import type { Template, TemplateResource } from '../../support/packaged.ts';

/**
 * A packaged template and a good resource more of each kind that rules know and no stage has: a function of which nobody counts
 * anything, and a Direct PUT delivery stream that takes its keys by jq and converts its rows.
 */
export function withSpecimens(template: Template): Template {
  const copy = structuredClone(template);
  Object.assign(copy.Resources, deliveryStream(copy), fn(copy));
  return copy;
}

/** All that belongs to `dlq-inventory`, called otherwise. */
function fn({ Resources }: Template): Record<string, TemplateResource> {
  const parts = ['DlqDashinventoryLambdaFunction', 'DlqDashinventoryLogGroup', 'DlqInventoryRole'];
  const alarms = ['DlqInventoryFunctionErrorsAlarm', 'DlqInventoryFunctionThrottledAlarm'];
  return JSON.parse(
    JSON.stringify(Object.fromEntries([...parts, ...alarms].map((part) => [part, Resources[part]])))
      .replaceAll('DlqDashinventory', 'Specimen')
      .replaceAll('DlqInventory', 'Specimen')
      .replaceAll('functions/dlq-reprocessor/', 'functions/specimen/')
      .replaceAll('dlq-inventory', 'specimen'),
  );
}

/** All that belongs to `chat-by-time`, called otherwise; then what it is made of. */
function deliveryStream({ Resources }: Template): Record<string, TemplateResource> {
  const parts = ['DeliveryStream', 'DeliveryRole', 'DeliveryLogGroup', 'DeliveryLogStream', 'GlueTable'];
  const alarms = ['DeliveryLateAlarm', 'DeliveryFailingAlarm'];
  const copies = Object.fromEntries(
    [...parts, ...alarms].map((part) => [`ChatByTime${part}`, Resources[`ChatByTime${part}`]]),
  );
  const renamed: Record<string, TemplateResource> = JSON.parse(
    JSON.stringify(copies)
      .replaceAll('ChatByTime', 'Specimen')
      .replaceAll('chat-by-time', 'specimen')
      .replaceAll('chat_by_time', 'specimen')
      .replaceAll('chat/by-time/', 'specimen/'),
  );
  const stream = renamed.SpecimenDeliveryStream!.Properties;
  const { KinesisStreamSourceConfiguration: _source, ...others } = stream;
  const destination = stream.ExtendedS3DestinationConfiguration as Record<string, unknown>;
  renamed.SpecimenDeliveryStream!.Properties = {
    ...others,
    DeliveryStreamType: 'DirectPut',
    DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
    ExtendedS3DestinationConfiguration: {
      ...destination,
      Prefix: 'specimen/client_id=!{partitionKeyFromQuery:client_id}/',
      CompressionFormat: 'UNCOMPRESSED',
      FileExtension: '.parquet',
      DynamicPartitioningConfiguration: { Enabled: true },
      ProcessingConfiguration: { Enabled: true, Processors: [jq] },
      DataFormatConversionConfiguration: conversion,
    },
  };
  Object.assign(renamed.SpecimenGlueTable!.Properties.TableInput as object, table(renamed.SpecimenGlueTable!));
  return renamed;
}

const jq = {
  Type: 'MetadataExtraction',
  Parameters: [
    { ParameterName: 'MetadataExtractionQuery', ParameterValue: '{client_id:.client_id}' },
    { ParameterName: 'JsonParsingEngine', ParameterValue: 'JQ-1.6' },
  ],
};

const conversion = {
  Enabled: true,
  InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
  OutputFormatConfiguration: { Serializer: { ParquetSerDe: {} } },
  SchemaConfiguration: {
    DatabaseName: { Ref: 'LakeDatabase' },
    TableName: { Ref: 'SpecimenGlueTable' },
    Region: { Ref: 'AWS::Region' },
    RoleARN: { 'Fn::GetAtt': ['SpecimenDeliveryRole', 'Arn'] },
  },
};

function table({ Properties }: TemplateResource) {
  const { StorageDescriptor } = Properties.TableInput as { StorageDescriptor: object };
  return {
    PartitionKeys: [{ Name: 'client_id', Type: 'string', Comment: 'Who sent it.' }],
    Parameters: {
      EXTERNAL: 'TRUE',
      classification: 'parquet',
      'projection.enabled': 'true',
      'projection.client_id.type': 'injected',
      'storage.location.template': { 'Fn::Sub': 's3://${LakeBucket}/specimen/client_id=${!client_id}/' },
    },
    StorageDescriptor: {
      ...StorageDescriptor,
      SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
    },
  };
}
