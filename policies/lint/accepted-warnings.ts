import type { StatementNotes } from "../document-notes";
import { isStated, warning, type Finding } from "./finding";

/**
 * Leaves out the warnings that their statement accepts, and warns of what is accepted without need: it would hide the
 * next one. Errors cannot be accepted. A warning about the whole document can be accepted by any of its statements.
 */
export function withoutAccepted(findings: readonly Finding[], notes: readonly StatementNotes[]): Finding[] {
  const accepted = notes.flatMap(({ accepted: checks = {} }, statement) =>
    Object.entries(checks).map(([check, reason]) => ({ statement, check, reason })),
  );
  const covers = (acceptance: (typeof accepted)[number], { severity, check, statement }: Finding): boolean =>
    severity === "warning" &&
    isStated(acceptance.reason) &&
    acceptance.check === check &&
    (statement ?? acceptance.statement) === acceptance.statement;
  const unused = accepted.filter((acceptance) => !findings.some((finding) => covers(acceptance, finding)));
  return [
    ...findings.filter((finding) => !accepted.some((acceptance) => covers(acceptance, finding))),
    ...unused.map(({ statement, check, reason }): Finding => ({
      ...describeUnused(check, reason),
      statement,
    })),
  ];
}

function describeUnused(check: string, reason: string): Pick<Finding, "severity" | "check" | "message"> {
  return isStated(reason)
    ? warning("unused-acceptance", `accepts "${check}", and no such warning is found here: remove it.`)
    : warning("unused-acceptance", `accepts "${check}" without a reason: write why that is meant.`);
}
