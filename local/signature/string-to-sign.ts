import type { CredentialScope } from "./credential-scope";

export const ALGORITHM = "AWS4-HMAC-SHA256";

export function stringToSign(date: string, scope: CredentialScope, canonicalRequestHash: string): string {
  const { date: day, region, service, terminator } = scope;
  return `${ALGORITHM}\n${date}\n${day}/${region}/${service}/${terminator}\n${canonicalRequestHash}`;
}
