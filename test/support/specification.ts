import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, Resource, ResourceProperties } from '@aws-cdk/service-spec-types';
import type { Template } from './packaged.ts';

const database = loadAwsServiceSpecSync();

/** Throws for a type that CloudFormation does not know. */
export function resourceType(name: string): Resource {
  const [found] = database.lookup('resource', 'cloudFormationType', 'equals', name);
  if (!found) throw new Error(`CloudFormation knows no resource type ${name}.`);
  return found;
}

/**
 * Where a template breaks the specification of CloudFormation's resource types: unknown and missing properties, values of the
 * wrong type, references to what is not there. Patterns and ranges are not in the specification; cfn-lint knows those.
 */
export function offences(template: Template): string[] {
  const found: string[] = [];
  for (const [logicalId, { Type, Properties = {}, DependsOn = [] }] of Object.entries(template.Resources)) {
    found.push(...checkProperties(resourceType(Type).properties, Properties, logicalId));
    for (const other of [DependsOn].flat()) {
      if (!(other in template.Resources)) found.push(`${logicalId} depends on ${other}, which is not there`);
    }
  }
  return [...found, ...checkReferences(template, { ...template.Resources, ...template.Outputs }, 'template')];
}

function checkProperties(properties: ResourceProperties, value: object, at: string): string[] {
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(properties, name));
  const missing = Object.keys(properties).filter((name) => properties[name]?.required && !Object.hasOwn(value, name));
  return [
    ...unknown.map((name) => `${at} has no property ${name}`),
    ...missing.map((name) => `${at} needs ${name}`),
    ...Object.entries(value).flatMap(([name, child]) => {
      const property = properties[name];
      return property ? checkValue(property.type, child, `${at}.${name}`) : [];
    }),
  ];
}

function checkValue(type: PropertyType, value: unknown, at: string): string[] {
  if (isIntrinsic(value)) return [];
  switch (type.type) {
    case 'string':
      if (typeof value !== 'string') return [`${at} is no string`];
      return !type.allowedValues || type.allowedValues.includes(value)
        ? []
        : [`${at} is ${value}, not one of ${type.allowedValues}`];
    case 'integer':
      return Number.isInteger(value) ? [] : [`${at} is no integer`];
    case 'number':
      return typeof value === 'number' ? [] : [`${at} is no number`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${at} is no boolean`];
    case 'array':
      if (!Array.isArray(value)) return [`${at} is no list`];
      return value.flatMap((item, index) => checkValue(type.element, item, `${at}[${index}]`));
    case 'map':
      if (!isObject(value)) return [`${at} is no map`];
      return Object.entries(value).flatMap(([key, item]) => checkValue(type.element, item, `${at}.${key}`));
    case 'ref':
      if (!isObject(value)) return [`${at} is no object`];
      return checkProperties(database.get('typeDefinition', type.reference.$ref).properties, value, at);
    case 'union': {
      const tries = type.types.map((one) => checkValue(one, value, at));
      return tries.some((offences) => offences.length === 0)
        ? []
        : [`${at} is none of its types: ${tries.flat().join('; ')}`];
    }
    case 'tag':
      return checkProperties(tagProperties, isObject(value) ? value : {}, at);
    default:
      return [];
  }
}

const tagProperties: ResourceProperties = {
  Key: { type: { type: 'string' }, required: true },
  Value: { type: { type: 'string' }, required: true },
};

function checkReferences(template: Template, node: unknown, at: string): string[] {
  if (Array.isArray(node)) return node.flatMap((item, index) => checkReferences(template, item, `${at}[${index}]`));
  if (!isObject(node)) return [];
  const inner = Object.entries(node).flatMap(([key, value]) => checkReferences(template, value, `${at}.${key}`));
  return [...targetsOf(node).flatMap((target) => checkTarget(template, target, at)), ...inner];
}

/** What an intrinsic function refers to: a logical id, perhaps with an attribute after the first dot. */
function targetsOf(node: Record<string, unknown>): string[] {
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = node;
  if (typeof Ref === 'string') return [Ref];
  if (attribute !== undefined) return [[attribute].flat().join('.')];
  if (text === undefined) return [];
  const [format, own = {}] = [text].flat() as [string, object?];
  const names = [...format.matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => match[1]!);
  return names.filter((name) => !Object.hasOwn(own, name));
}

function checkTarget({ Resources }: Template, target: string, at: string): string[] {
  if (target.startsWith('AWS::')) return [];
  const [logicalId = '', ...path] = target.split('.');
  const resource = Resources[logicalId];
  if (!resource) return [`${at} refers to ${logicalId}, which is not there`];
  const attribute = path.join('.');
  return attribute === '' || Object.hasOwn(resourceType(resource.Type).attributes, attribute)
    ? []
    : [`${at}: ${resource.Type} has no attribute ${attribute}`];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isIntrinsic = (value: unknown): boolean => {
  if (!isObject(value)) return false;
  const [only, ...others] = Object.keys(value);
  return others.length === 0 && only !== undefined && (only === 'Ref' || only.startsWith('Fn::'));
};
