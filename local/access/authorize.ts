import { evaluate, loadPolicy, type Decision, type LoadedPolicy, type Policies } from "../../policies";
import type { CloudState, Role } from "../cloud-state";
import type { Principal } from "../principal";
import { RecentlyUsed } from "../signature/recently-used";
import { requestContext, type Circumstances } from "./request-context";
import { operatorArn } from "./sealed-credentials";

export interface AuthorizationRequest extends Circumstances {
  /** Such as `dynamodb:GetItem`. */
  readonly action: string;
  /** ARN, or `*` for an action without resources. */
  readonly resource: string;
  /** The policy attached to the resource. */
  readonly resourcePolicy?: LoadedPolicy | undefined;
  /** Needed when the ARN does not name it, so that calls from another account are known as such. */
  readonly accountOfResource?: string;
}

/**
 * Decides whether the principal may do this now. The policies are looked up at every call, so a role that changed or is gone counts at
 * once for credentials issued before. Services and anonymous callers have no policies of their own: only a resource policy can allow them.
 *
 * @throws PolicyError if the session policy is malformed
 */
export function authorize(state: CloudState, principal: Principal, request: AuthorizationRequest): Decision {
  const role = roleOf(state, principal);
  const { action, resource, accountOfResource } = request;
  return evaluate(
    {
      principal: principal.arn,
      action,
      resource,
      context: requestContext(principal, role, request),
      ...(accountOfResource === undefined ? {} : { accountOfResource }),
    },
    policiesFor(principal, role, request.resourcePolicy),
  );
}

/** A role made anew under an old name has another id, and sessions of the old one are not its sessions. */
function roleOf(state: CloudState, principal: Principal): Role | undefined {
  if (principal.roleArn === undefined) return undefined;
  const role = state.roles.get(principal.roleArn);
  return role && principal.userId.startsWith(`${role.roleId}:`) ? role : undefined;
}

const NOTHING: Policies = { identity: [] };

function policiesFor(
  principal: Principal,
  role: Role | undefined,
  resource: LoadedPolicy | undefined,
): Policies {
  const attached = resource ? { resource } : {};
  switch (principal.type) {
    case "AssumedRole":
      if (!role) return NOTHING;
      return {
        identity: role.policies,
        ...attached,
        ...(role.permissionsBoundary ? { boundary: role.permissionsBoundary } : {}),
        ...(principal.sessionPolicy === undefined ? {} : { session: sessionPolicy(principal.sessionPolicy) }),
      };
    case "User":
      if (principal.arn !== operatorArn(principal.accountId)) return NOTHING;
      return { identity: [operatorPolicy()], ...attached };
    case "Service":
    case "Anonymous":
      return { identity: [], ...attached };
  }
}

const sessionPolicies = new RecentlyUsed<LoadedPolicy>(200);

function sessionPolicy(text: string): LoadedPolicy {
  const kept = sessionPolicies.get(text);
  if (kept) return kept;
  const loaded = loadPolicy(text, { kind: "session", name: "session policy" });
  sessionPolicies.set(text, loaded);
  return loaded;
}

let operator: LoadedPolicy | undefined;

function operatorPolicy(): LoadedPolicy {
  operator ??= loadPolicy(
    { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
    { kind: "identity", name: "operator" },
  );
  return operator;
}
