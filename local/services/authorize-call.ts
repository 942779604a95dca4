import { authorize } from "../access/authorize";
import { formatDenial } from "../access/denial-message";
import { explain, type Decision, type LoadedPolicy } from "../../policies";
import type { Caller } from "./caller";
import type { ServiceContext } from "./context";

/** One permission that a call needs. */
export interface PermissionNeeded {
  /** Such as `dynamodb:GetItem`. */
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly resourcePolicy?: LoadedPolicy;
}

/** Decides under the caller's own permissions. A refusal returns AWS's text for it, and is explained in the local log. */
export function findDenial(
  context: ServiceContext,
  caller: Caller,
  needed: PermissionNeeded,
): string | undefined {
  const decision = decide(context, caller, needed);
  if (decision.result === "Allowed") return undefined;
  context.decisions.refused(explain(decision));
  return formatDenial(caller.principal, needed.action, needed.resource, decision);
}

function decide(context: ServiceContext, caller: Caller, needed: PermissionNeeded): Decision {
  return authorize(context.state, caller.principal, {
    action: needed.action,
    resource: needed.resource,
    context: needed.context,
    resourcePolicy: needed.resourcePolicy,
    accountOfResource: context.accountId,
    sourceIp: caller.sourceIp,
    userAgent: caller.userAgent,
    nowMs: context.clock.nowMs(),
    region: context.region,
  });
}

/** Explains in the local log a refusal that no policy decided. */
export function reportRefusal(
  context: ServiceContext,
  caller: Caller,
  refused: Pick<PermissionNeeded, "action" | "resource"> & { readonly reason: string },
): void {
  const { action, resource, reason } = refused;
  context.decisions.refused(`${action} on ${resource} for ${caller.principal.arn}: ${reason}`);
}
