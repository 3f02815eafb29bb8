import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { Packaged } from '../../support/packaged.ts';

/** A command of an SDK client that a bundle names, such as `s3` and `PutObject`. */
export interface SdkCall {
  client: string;
  command: string;
}

/** What a client's module has beside commands, and makes no call of its own. */
const callsNothing = /^(?:\w+Client|\w+ServiceException|\w+Exception|NoSuchKey|NotFound)$/;

/**
 * Every call of AWS that a function's bundle can make: what its code takes from the SDK's clients, which stay outside of the
 * bundle. Throws for what cannot be read so.
 */
export function callsOfBundle({ directory, template }: Packaged, logicalId: string): SdkCall[] {
  const { Code, Handler } = template.Resources[logicalId]!.Properties as { Code: { S3Key: string }; Handler: string };
  const files = unzipSync(readFileSync(join(directory, basename(Code.S3Key))));
  const code = strFromU8(files[`${Handler.slice(0, Handler.lastIndexOf('.'))}.cjs`]!);
  return callsOfCode(code);
}

export function callsOfCode(code: string): SdkCall[] {
  const named = [...code.matchAll(/([\w$]+)=require\("@aws-sdk\/client-([\w-]+)"\)/g)];
  const all = [...code.matchAll(/require\("@aws-sdk\/[^"]*"\)/g)];
  if (all.length !== named.length) throw new Error(`The SDK is taken in a way that is not known here: ${all}.`);
  const found = new Map<string, SdkCall>();
  for (const [, variable = '', client = ''] of named) {
    for (const name of membersOf(code, variable)) {
      const command = commandOf(name);
      if (command) found.set(`${client} ${command}`, { client, command });
    }
  }
  return [...found.values()];
}

function membersOf(code: string, variable: string): Set<string> {
  const members = code.matchAll(new RegExp(`(?<![\\w$.])${variable.replaceAll('$', '\\$')}\\.([A-Za-z]\\w*)`, 'g'));
  return new Set([...members].map(([, name]) => name!));
}

/** Undefined for what makes no call. */
function commandOf(name: string): string | undefined {
  const [, command, paged] = /^(?:(\w+)Command|paginate(\w+))$/.exec(name) ?? [];
  if (command ?? paged) return command ?? paged;
  if (callsNothing.test(name)) return undefined;
  throw new Error(`It is not known here what ${name} of an SDK client calls.`);
}
