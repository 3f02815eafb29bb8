import type { DeliveryStream } from '../delivery-streams.ts';

/** `chat-by-time` → `ChatByTime`. */
const pascal = (name: string) => name.replace(/(?:^|-)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

/** Logical id that the framework gives what it generates for a function: `a-b` → `ADashb…`. */
const frameworkId = (name: string) => {
  const normal = name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return normal.charAt(0).toUpperCase() + normal.slice(1);
};

/** Logical ids of what an entry of the list becomes. */
export const logicalIds = ({ name, transform }: DeliveryStream) => ({
  deliveryStream: `${pascal(name)}DeliveryStream`,
  role: `${pascal(name)}DeliveryRole`,
  logGroup: `${pascal(name)}DeliveryLogGroup`,
  logStream: `${pascal(name)}DeliveryLogStream`,
  alarm: `${pascal(name)}ProcessingFailedAlarm`,
  glueTable: `${pascal(name)}GlueTable`,
  function: `${frameworkId(transform.name)}LambdaFunction`,
  functionLogGroup: `${frameworkId(transform.name)}LogGroup`,
  functionRole: `${pascal(transform.name)}Role`,
});

/** Name in AWS of what carries the short name `name`. */
export const physicalName = (stage: string, name: string) => `tributary-${stage}-${name}`;

/** Where the objects of refused records begin. */
export const errorPrefix = (name: string) => `errors/${name}/`;

export const glueTableName = (name: string) => name.replaceAll('-', '_');
