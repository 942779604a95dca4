import type { PolicyKind } from "../policy-document";
import { error, type LintedStatement, type Remark } from "./finding";

/**
 * Boundaries, session and control policies only limit what others grant: there an Allow of "all but" is the
 * usual form.
 */
const GRANTS: ReadonlySet<PolicyKind> = new Set(["identity", "resource", "trust"]);

/** An Allow says what it grants, never what it leaves out. */
export function checkNegatedGrants({ kind, effect, written }: LintedStatement): Remark[] {
  if (effect === "Deny" || !GRANTS.has(kind)) return [];
  return (["NotAction", "NotResource", "NotPrincipal"] as const)
    .filter((element) => written[element] !== undefined)
    .map((element) =>
      error(
        "negated-grant",
        `Allow with ${element} grants everything else, also what AWS adds later: name what is meant, or use Deny.`,
      ),
    );
}
