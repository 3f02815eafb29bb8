/**
 * What the Serverless Framework hands to a function of a `.js` file that serverless.yml refers to.
 * https://github.com/oss-serverless/osls (lib/configuration/variables/sources/file.js)
 */
export interface FrameworkContext {
  /** Of the command line; `param` as given, `name=value` each. */
  options: { param?: string[] | undefined };
  /** Resolves what would stand between `${` and `}`, such as `sls:stage` or `file(infra/tags.yml)`. */
  resolveVariable(variable: string): Promise<unknown>;
  /** Resolves a part of serverless.yml by its path. */
  resolveConfigurationProperty(path: string[]): Promise<unknown>;
}

/** A mistake in the configuration; the message says where it is and how to mend it. */
export class ConfigurationError extends Error {
  constructor(message: string) {
    super(message);
    // The framework prints the stack when there is one. Its lines would bury the message.
    Object.defineProperty(this, 'stack', { value: message });
  }
}

/** A resource as CloudFormation's `Resources` section holds it. */
export interface CloudFormationResource extends Removal {
  Type: string;
  /** Logical ids, where no property names them. */
  DependsOn?: string[];
  Properties: Record<string, unknown>;
}

/** What becomes of a resource that leaves the stack. */
export interface Removal {
  DeletionPolicy?: 'Delete' | 'Retain';
  UpdateReplacePolicy?: 'Delete' | 'Retain';
}

export type CloudFormationResources = Record<string, CloudFormationResource>;

/** What of a template's sections a fragment adds to. */
export interface Fragment {
  Resources: CloudFormationResources;
  Outputs: Record<string, { Description: string; Value: unknown }>;
  /** Additions to resources that the framework generates itself. */
  extensions: Record<string, Removal & { Properties: Record<string, unknown> }>;
}
