import { type Place, resourceIdentities } from './resource-types.ts';

/** A resource with its condition met and every intrinsic function of its properties worked out. */
export interface Resource {
  logicalId: string;
  type: string;
  /** The physical name: what `Ref` answers for most types. */
  name: string;
  /** Empty where the type has none that the local stack knows. */
  arn: string;
  properties: Record<string, unknown>;
}

export interface ResolvedTemplate {
  resources: Resource[];
  outputs: Record<string, string>;
}

export interface Surroundings extends Place {
  stackName: string;
  parameters?: Record<string, string>;
}

type Json = unknown;
type JsonObject = Record<string, Json>;

/** A template that the local stack cannot read; the message names the place in it. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

/**
 * Works out conditions and intrinsic functions as CloudFormation does, for a stack of the given account, region and name.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 *
 * Throws {@link TemplateError} for what it does not know: nothing is passed on unresolved.
 */
export function resolveTemplate(template: Json, surroundings: Surroundings): ResolvedTemplate {
  const { Resources, Conditions, Parameters, Outputs, Mappings } = objectAt(template, 'the template');
  const resolver = createResolver({
    resources: optionalObject(Resources),
    conditions: optionalObject(Conditions),
    parameters: optionalObject(Parameters),
    mappings: optionalObject(Mappings),
    surroundings,
  });
  const resources: Resource[] = [];
  for (const [logicalId, body] of Object.entries(optionalObject(Resources))) {
    const { Type, Properties, Condition } = objectAt(body, logicalId);
    if (typeof Condition === 'string' && !resolver.condition(Condition, logicalId)) continue;
    if (typeof Type !== 'string') throw new TemplateError(`Resource ${logicalId} has no Type.`);
    resources.push({
      logicalId,
      type: Type,
      name: resolver.name(logicalId),
      arn: resolver.arn(logicalId),
      properties: resolver.value(Properties ?? {}, logicalId) as JsonObject,
    });
  }
  const outputs: Record<string, string> = {};
  for (const [outputName, body] of Object.entries(optionalObject(Outputs))) {
    const { Value, Condition } = objectAt(body, `Outputs.${outputName}`);
    if (typeof Condition === 'string' && !resolver.condition(Condition, outputName)) continue;
    outputs[outputName] = String(resolver.value(Value, `Outputs.${outputName}`));
  }
  return { resources, outputs };
}

interface Parts {
  resources: JsonObject;
  conditions: JsonObject;
  parameters: JsonObject;
  mappings: JsonObject;
  surroundings: Surroundings;
}

/** What `AWS::NoValue` stands for: the property is as if it were not written. */
const noValue = Symbol('AWS::NoValue');

function createResolver({ resources, conditions, parameters, mappings, surroundings }: Parts) {
  const pseudo: Record<string, Json> = {
    'AWS::AccountId': surroundings.accountId,
    'AWS::NoValue': noValue,
    'AWS::Partition': 'aws',
    'AWS::Region': surroundings.region,
    'AWS::StackId': `arn:aws:cloudformation:${surroundings.region}:${surroundings.accountId}:stack/${surroundings.stackName}/local`,
    'AWS::StackName': surroundings.stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const functions: Record<string, (argument: Json, at: string) => Json> = {
    Ref: (argument, at) => reference(String(argument), at),
    Condition: (argument, at) => condition(String(argument), at),
    'Fn::GetAtt': (argument, at) => {
      const [logicalId, ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
      return attribute(logicalId ?? '', path.join('.'), at);
    },
    'Fn::Sub': (argument, at) => substitute(argument, at),
    'Fn::Join': (argument, at) => {
      const [separator, list] = pairAt(argument, at);
      return (value(list, at) as Json[]).map(String).join(String(separator));
    },
    'Fn::Split': (argument, at) => {
      const [separator, text] = pairAt(argument, at);
      return String(value(text, at)).split(String(separator));
    },
    'Fn::Select': (argument, at) => {
      const [index, list] = pairAt(argument, at);
      const items = value(list, at) as Json[];
      const item = items[Number(index)];
      if (item === undefined) throw new TemplateError(`${at}: Fn::Select asks for item ${index} of ${items.length}.`);
      return item;
    },
    'Fn::If': (argument, at) => {
      const [name, whenTrue, whenFalse] = listAt(argument, at);
      return value(condition(String(name), at) ? whenTrue : whenFalse, at);
    },
    'Fn::Equals': (argument, at) => {
      const [left, right] = pairAt(argument, at);
      return String(value(left, at)) === String(value(right, at));
    },
    'Fn::Not': (argument, at) => !value(listAt(argument, at)[0], at),
    'Fn::And': (argument, at) => listAt(argument, at).every((item) => value(item, at)),
    'Fn::Or': (argument, at) => listAt(argument, at).some((item) => value(item, at)),
    'Fn::FindInMap': (argument, at) => {
      const [map, first, second] = listAt(argument, at).map((item) => String(value(item, at)));
      const found = optionalObject(optionalObject(mappings[map ?? ''])[first ?? ''])[second ?? ''];
      if (found === undefined) throw new TemplateError(`${at}: Mappings has no ${map}.${first}.${second}.`);
      return found;
    },
  };

  function value(node: Json, at: string): Json {
    if (Array.isArray(node))
      return node.map((item, index) => value(item, `${at}[${index}]`)).filter((item) => item !== noValue);
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.entries(node);
    const [only] = entries;
    if (entries.length === 1 && only && isFunction(only[0], only[1])) {
      const work = functions[only[0]];
      if (!work) throw new TemplateError(`${at}: the local stack does not know ${only[0]}.`);
      return work(only[1], at);
    }
    const out: JsonObject = Object.create(null);
    for (const [key, child] of entries) {
      const resolved = value(child, `${at}.${key}`);
      if (resolved !== noValue) out[key] = resolved;
    }
    return { ...out };
  }

  function condition(name: string, at: string): boolean {
    if (!(name in conditions)) throw new TemplateError(`${at}: there is no condition ${name}.`);
    return value(conditions[name], `Conditions.${name}`) === true;
  }

  function identityOf(logicalId: string, at: string) {
    const type = String(objectAt(resources[logicalId], `${at}: resource ${logicalId}`).Type);
    return resourceIdentities[type] ?? {};
  }

  function name(logicalId: string): string {
    const { nameProperty } = identityOf(logicalId, logicalId);
    const { Properties } = objectAt(resources[logicalId], logicalId);
    const given = nameProperty?.split('.').reduce((within, key) => optionalObject(within)[key], Properties);
    return given === undefined ? logicalId : String(value(given, `${logicalId}.${nameProperty}`));
  }

  const arn = (logicalId: string) => identityOf(logicalId, logicalId).arn?.(surroundings, name(logicalId)) ?? '';

  function reference(target: string, at: string): Json {
    if (target in pseudo) return pseudo[target];
    if (target in resources) {
      const physical = name(target);
      return identityOf(target, at).ref?.(surroundings, physical) ?? physical;
    }
    if (target in parameters) {
      const given = surroundings.parameters?.[target] ?? objectAt(parameters[target], target).Default;
      if (given === undefined) throw new TemplateError(`${at}: parameter ${target} has neither a value nor a default.`);
      return given;
    }
    throw new TemplateError(`${at}: Ref names ${target}, which the template does not hold.`);
  }

  function attribute(logicalId: string, path: string, at: string): string {
    if (!(logicalId in resources))
      throw new TemplateError(`${at}: Fn::GetAtt names ${logicalId}, which the template does not hold.`);
    const found =
      path === 'Arn' ? arn(logicalId) : identityOf(logicalId, at).attributes?.(surroundings, name(logicalId))[path];
    if (!found) throw new TemplateError(`${at}: the local stack does not know ${logicalId}.${path}.`);
    return found;
  }

  function substitute(argument: Json, at: string): string {
    const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own = optionalObject(variables);
    return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, key: string) => {
      if (literal) return `\${${key}}`;
      if (Object.hasOwn(own, key)) return String(value(own[key], at));
      return String(key.includes('.') ? attribute(...splitOnce(key), at) : reference(key, at));
    });
  }

  return { value, condition, name, arn };
}

/** `Condition` is also a key of IAM statements, where its value is an object. */
const isFunction = (key: string, argument: Json) =>
  key === 'Ref' || key.startsWith('Fn::') || (key === 'Condition' && typeof argument === 'string');

function splitOnce(key: string): [string, string] {
  const dot = key.indexOf('.');
  return [key.slice(0, dot), key.slice(dot + 1)];
}

function objectAt(node: Json, at: string): JsonObject {
  if (typeof node !== 'object' || node === null || Array.isArray(node))
    throw new TemplateError(`${at} is not an object.`);
  return node as JsonObject;
}

const optionalObject = (node: Json): JsonObject => (node === undefined ? {} : objectAt(node, 'a part of the template'));

function listAt(node: Json, at: string): Json[] {
  if (!Array.isArray(node)) throw new TemplateError(`${at}: the function's argument must be a list.`);
  return node;
}

function pairAt(node: Json, at: string): [Json, Json] {
  const list = listAt(node, at);
  if (list.length !== 2) throw new TemplateError(`${at}: the function takes two arguments, not ${list.length}.`);
  return [list[0], list[1]];
}
