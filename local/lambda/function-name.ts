/**
 * The name in what the API takes for one: a name, a whole ARN or the end of one, with `$LATEST` behind or nothing.
 * Undefined for another version or alias, of which there are none here.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#lambda-Invoke-request-FunctionName
 */
export function parseFunctionName(text: string, qualifier?: string | null): string | undefined {
  const found = /^(?:(?:arn:aws[\w-]*:lambda:[a-z0-9-]+:)?(?:\d{12}:)?function:)?([A-Za-z0-9-_]+)(?::(.+))?$/.exec(
    text,
  );
  const version = found?.[2] ?? qualifier ?? '$LATEST';
  return version === '$LATEST' ? found?.[1] : undefined;
}
