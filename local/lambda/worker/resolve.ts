import { createRequire, isBuiltin, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Makes `import` and `require` of packages from the function's code find what they would on Lambda: the packages in the zip,
 * and the SDK that the runtime carries (`@aws-sdk`, `@smithy`), here the project's. Nothing else that happens to
 * be installed in a directory above is found, so that a dependency missing from the bundle fails here as it would there.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-package.html
 */
export function resolveAsLambda(taskRoot: string, sdkParentUrl: string): void {
  const taskUrl = `${pathToFileURL(taskRoot).href}/`;
  const sdkRequire = createRequire(sdkParentUrl);
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (!isPackage(specifier) || !context.parentURL?.startsWith(taskUrl)) return nextResolve(specifier, context);
      const own = attempt(() => nextResolve(specifier, context));
      if (own?.url.startsWith(taskUrl)) return own;
      const isRequired = context.conditions.includes('require');
      if (!SDK.test(specifier)) throw notFound(specifier, context.parentURL, isRequired);
      // `require` does not look at the parent that it is given here, `import` does.
      return isRequired
        ? nextResolve(sdkRequire.resolve(specifier), context)
        : nextResolve(specifier, { ...context, parentURL: sdkParentUrl });
    },
  });
}

const SDK = /^@(aws-sdk|smithy)\//;

/** Neither a path, nor a URL, nor a module of Node, nor an import that the zip's own `package.json` maps. */
function isPackage(specifier: string): boolean {
  return !/^(\.|\/|#|[a-z]+:)/.test(specifier) && !isBuiltin(specifier);
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** With the code and words that Node has for it. */
function notFound(specifier: string, parentUrl: string, isRequired: boolean): Error {
  const parent = decodeURIComponent(new URL(parentUrl).pathname);
  return isRequired
    ? Object.assign(new Error(`Cannot find module '${specifier}'\nRequire stack:\n- ${parent}`), {
        code: 'MODULE_NOT_FOUND',
        requireStack: [parent],
      })
    : Object.assign(new Error(`Cannot find package '${specifier}' imported from ${parent}`), {
        code: 'ERR_MODULE_NOT_FOUND',
      });
}
