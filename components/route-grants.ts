import { Policy, RolePolicyAttachment, type Role } from "@pulumi/aws/iam";
import { Permission, type Function } from "@pulumi/aws/lambda";
import { interpolate } from "@pulumi/pulumi";
import { policy, type Statement } from "../policies";
import { executeApi } from "../policies/services/execute-api";
import { lambda } from "../policies/services/lambda";
import type { ApiSpec } from "./api-spec";
import { checkedIdentityDocument } from "./checked-documents";
import { SIGNED_IN, type GrantPlan, type PlannedStatement } from "./grant-plan";
import type { Identity } from "./identity";
import { arnPath } from "./path-pattern";
import type { DeployedApi } from "./rest-api";
import type { RouteFunctions } from "./route-functions";
import type { RouteSpec } from "./route-spec";
import { create, type Scope } from "./transform";

interface Parts {
  readonly identity: Identity | undefined;
  readonly api: DeployedApi;
  readonly functions: RouteFunctions;
}

/** Grants each route to exactly the roles that it names, and API Gateway the functions of exactly its own routes. */
export function createGrants(scope: Scope, spec: ApiSpec, parts: Parts): void {
  for (const plan of spec.grants) {
    attachPolicies(scope, plan, {
      role: plan.grantee === SIGNED_IN ? parts.identity!.signedInRole : plan.grantee,
      toStatement: (planned) => toStatement(planned, parts),
    });
  }
  for (const route of spec.routes) {
    const fn = parts.functions.get(route.id);
    if (fn && !(route.auth.type === "iam" && route.auth.credentials === "caller")) {
      allowGateway(scope, spec, { route, fn, api: parts.api });
    }
  }
}

function toStatement(planned: PlannedStatement, { api, functions }: Parts): Statement<"identity"> {
  switch (planned.type) {
    case "invoke":
      return executeApi[planned.effect]("Invoke").on({
        executeApiGeneral: planned.patterns.map((pattern) => interpolate`${api.api.executionArn}/${pattern}`),
      });
    case "functions":
      return lambda
        .allow("InvokeFunction")
        .on({ function: planned.routeIds.map((id) => functions.get(id)!.arn) });
    case "given":
      return planned.statement;
  }
}

interface Attachment {
  readonly role: Role;
  readonly toStatement: (planned: PlannedStatement) => Statement<"identity">;
}

/** Roles belong to the identity, so what an API grants stays in managed policies of its own. */
function attachPolicies(
  scope: Scope,
  { name, documents }: GrantPlan,
  { role, toStatement }: Attachment,
): void {
  documents.forEach((document, index) => {
    const child = `${scope.name}-${name}${index === 0 ? "" : `-${index + 1}`}`;
    const made = create(scope, Policy, {
      name: child,
      args: {
        description: `What ${scope.name} grants ${name}`,
        policy: checkedIdentityDocument(policy(...document.map(toStatement)), {
          name: child,
          storedAs: "managed",
        }),
      },
    });
    create(scope, RolePolicyAttachment, { name: child, args: { role: role.name, policyArn: made.arn } });
  });
}

/** API Gateway matches a permission with the resource's own path, each parameter as `*`. */
function allowGateway(
  scope: Scope,
  spec: ApiSpec,
  { route, fn, api }: { route: RouteSpec; fn: Function; api: DeployedApi },
): void {
  for (const stage of spec.stages) {
    create(scope, Permission, {
      name: `${scope.name}-${stage.name}-${route.id}`,
      args: {
        function: fn.name,
        principal: "apigateway.amazonaws.com",
        action: "lambda:InvokeFunction",
        sourceArn: interpolate`${api.api.executionArn}/${stage.name}/${route.method}/${arnPath(route.segments)}`,
      },
    });
  }
}
