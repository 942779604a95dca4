import type { AccessModel, AccessPrincipal } from "../policies/access/access-model";
import { parseRequestPrincipal } from "../policies/evaluate/principal";
import { PolicyError } from "../policies";
import { findArn } from "./find-named";
import { iamType } from "./find-target";
import { MisuseError } from "./misuse-error";
import type { Named } from "./subject";

/** Who makes a request. */
export interface FoundPrincipal {
  /** An ARN, a service, an identity provider or `anonymous`. */
  readonly arn: string;
  /** What the program says of it; undefined for everybody that is not the program's. */
  readonly own: AccessPrincipal | undefined;
  /** True where nobody here can know its policies: it is of another account. */
  readonly isForeign: boolean;
}

/**
 * @throws MisuseError for a name, or an ARN of the program's own account, that no role or user of the program
 *   has: without policies it would be allowed nothing, and every denial would hold
 */
export function findPrincipal(model: AccessModel, named: Named): FoundPrincipal {
  // A group has policies and makes no requests.
  const principals = model.principals.filter(({ kind }) => kind !== "group");
  const byName = principals.some(({ name }) => name === named);
  if (typeof named !== "string" || byName || !isPrincipal(named)) {
    const among = principals.map(({ name, arn, kind }) => ({ name, arn, type: iamType(kind) }));
    return ofArn(model, findArn(named, among, "role or user"));
  }
  return ofArn(model, named);
}

function isPrincipal(text: string): boolean {
  try {
    parseRequestPrincipal(text);
    return true;
  } catch (error) {
    if (error instanceof PolicyError) return false;
    throw error;
  }
}

function ofArn(model: AccessModel, arn: string): FoundPrincipal {
  const parsed = parseRequestPrincipal(arn);
  if (!("account" in parsed)) return { arn, own: undefined, isForeign: false };
  const own = model.principals.find((one) => one.arn === arn) ?? roleOf(model, parsed);
  if (own !== undefined) return { arn, own, isForeign: false };
  const isForeign = !accountsOf(model).has(parsed.account);
  if (isForeign || parsed.type === "Root") return { arn, own: undefined, isForeign };
  const known = model.principals.map((one) => one.arn).join(", ");
  throw new MisuseError(`the program makes no ${arn}; there are ${known === "" ? "none" : known}`);
}

/** A session's ARN holds the role's name, without its path. */
function roleOf(
  { principals }: AccessModel,
  parsed: ReturnType<typeof parseRequestPrincipal>,
): AccessPrincipal | undefined {
  if (parsed.type !== "Role" || parsed.session === undefined) return undefined;
  return principals.find(
    ({ kind, arn }) =>
      kind === "role" && arn.split(":")[4] === parsed.account && arn.endsWith(`/${parsed.role}`),
  );
}

/** The accounts that the program deploys to. */
export function accountsOf({ principals, resources }: AccessModel): ReadonlySet<string> {
  const accounts = [...principals, ...resources].map(({ arn }) => arn.split(":")[4] ?? "");
  return new Set(accounts.filter((account) => /^\d{12}$/.test(account)));
}
