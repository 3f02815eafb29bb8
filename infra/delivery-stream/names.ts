/** `chat-by-time` → `ChatByTime`. */
export const pascal = (name: string) =>
  name.replace(/(?:^|-)([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

/** Logical ids that the framework gives what it generates for a function: `a-b` → `ADashb…`. */
export function functionIds(name: string) {
  const normal = name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  const base = normal.charAt(0).toUpperCase() + normal.slice(1);
  return { function: `${base}LambdaFunction`, functionLogGroup: `${base}LogGroup` };
}

/** Logical ids of what a delivery stream becomes. */
export const logicalIds = ({ name }: { name: string }) => ({
  deliveryStream: `${pascal(name)}DeliveryStream`,
  role: `${pascal(name)}DeliveryRole`,
  logGroup: `${pascal(name)}DeliveryLogGroup`,
  logStream: `${pascal(name)}DeliveryLogStream`,
  glueTable: `${pascal(name)}GlueTable`,
});

/** Logical ids of what belongs to a transform. */
export const transformIds = ({ name }: { name: string }) => ({
  functionRole: `${pascal(name)}Role`,
  ...functionIds(name),
});

/** Name in AWS of what carries the short name `name`. */
export const physicalName = (stage: string, name: string) => `tributary-${stage}-${name}`;

export const glueTableName = (name: string) => name.replaceAll('-', '_');
