/** A function as a caller names it: name, ARN or `account:function:name`, each with a qualifier or without. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier?: string;
  readonly region?: string;
  readonly accountId?: string;
}

const PATTERN =
  /^(?:arn:aws:lambda:(?<region>[a-z]{2}(?:-[a-z]+)+-\d):)?(?:(?<accountId>\d{12}):)?(?:function:)?(?<name>[\w-]{1,64})(?::(?<qualifier>\$LATEST|[\w-]{1,128}))?$/;

/** Undefined when the text is no function's name. */
export function parseFunctionName(text: string): FunctionReference | undefined {
  const groups = PATTERN.exec(text)?.groups;
  if (!groups?.["name"]) return undefined;
  const { name, qualifier, region, accountId } = groups;
  return {
    name,
    ...(qualifier !== undefined && { qualifier }),
    ...(region !== undefined && { region }),
    ...(accountId !== undefined && { accountId }),
  };
}
