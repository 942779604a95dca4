import type { PolicyRequest } from "./decision";
import type { RequestResource } from "./resource-pattern";

/** Who owns the resource: as stated, else as its ARN says, else the caller's own account. */
export function accountOfResource(
  { accountOfResource: stated }: PolicyRequest,
  { parts }: RequestResource,
  accountOfPrincipal: string,
): string {
  if (stated !== undefined) return stated;
  const written = parts?.[4];
  // Stryker disable next-line ConditionalExpression: nothing is no twelve digits either
  return written !== undefined && /^\d{12}$/.test(written) ? written : accountOfPrincipal;
}
