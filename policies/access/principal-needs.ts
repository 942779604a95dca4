import type { AccessFunction, AccessModel, AccessPrincipal, AccessRoute } from "./access-model";
import { callableRoutes } from "./callable-routes";
import { commandNeed } from "./command-actions";
import { overlapActions } from "./pattern-cover";

/** What nobody can tell from the program. */
export interface UnknownUse {
  readonly of: string;
  readonly because: string;
}

/** Something that the program does in a principal's name. */
export interface Need {
  readonly actions: readonly string[];
  /** Absent where only the request knows. */
  readonly resource?: string;
  readonly by: string;
  /** Nothing is missing without it. */
  readonly isOptional?: boolean;
}

/** What AWS's own policy for API Gateway's logs grants. Source: API Gateway Developer Guide, "Set up CloudWatch logging". */
const GATEWAY_LOG_ACTIONS = [
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:DescribeLogGroups",
  "logs:DescribeLogStreams",
  "logs:PutLogEvents",
  "logs:GetLogEvents",
  "logs:FilterLogEvents",
];

export interface PrincipalNeeds {
  readonly needs: readonly Need[];
  readonly unknown: readonly UnknownUse[];
  /** False when something may use a grant that nobody can see here: then only what is certain counts as unused. */
  readonly isComplete: (action: string) => boolean;
}

/** What the program does in the name of a role, by all that the role is for. */
export function needsOf(own: AccessPrincipal, principal: string, model: AccessModel): PrincipalNeeds {
  const parts = own.uses.map((use): PrincipalNeeds => {
    switch (use.kind) {
      case "function":
        return functionNeeds(model.functions.filter((fn) => fn.roleArn === own.arn && fn.name === use.of));
      case "gateway-logs":
        return complete(
          GATEWAY_LOG_ACTIONS.map((action) => ({ actions: [action], by: "API Gateway's logs" })),
        );
      case "integration":
        return complete(
          integrationNeeds(
            model.routes,
            (credentials) => typeof credentials === "object" && credentials.roleArn === own.arn,
          ),
        );
      case "signed-in":
      case "guest":
        return callerNeeds(own, model);
      default:
        return use.kind satisfies never;
    }
  });
  if (parts.length === 0) {
    return {
      needs: [],
      unknown: [
        {
          of: principal,
          because: "nothing in the program uses it: who does, and what for, is not known here",
        },
      ],
      isComplete: () => false,
    };
  }
  return {
    needs: parts.flatMap(({ needs }) => needs),
    unknown: parts.flatMap(({ unknown }) => unknown),
    isComplete: (action) => parts.every((part) => part.isComplete(action)),
  };
}

const complete = (needs: readonly Need[]): PrincipalNeeds => ({ needs, unknown: [], isComplete: () => true });

function functionNeeds(functions: readonly AccessFunction[]): PrincipalNeeds {
  const needs: Need[] = [];
  const unknown: UnknownUse[] = [];
  for (const fn of functions) {
    const of = `function ${fn.name}`;
    for (const { action, resource } of fn.runtimeNeeds)
      needs.push({
        actions: [action],
        resource,
        by: `${of}: Lambda itself`,
        isOptional: true,
      });
    if (fn.commands === undefined)
      unknown.push({ of, because: fn.unknownBecause ?? "its code was not looked at" });
    for (const command of fn.commands ?? []) {
      const need = commandNeed(command);
      const by = `${of}: ${command.operation} of ${command.client}`;
      if (need.type === "unknown") unknown.push({ of, because: `${command.operation}: ${need.because}` });
      else if (need.type === "all") needs.push(...need.actions.map((action) => ({ actions: [action], by })));
      else needs.push({ actions: need.actions, by, isOptional: need.type === "optional" });
    }
  }
  const isKnown = unknown.length === 0;
  return { needs, unknown, isComplete: () => isKnown };
}

/** People call routes, and routes call backends in their name. Their clients may call AWS directly too. */
function callerNeeds(own: AccessPrincipal, model: AccessModel): PrincipalNeeds {
  const routes = model.routes.flatMap(({ arns, method, path }) =>
    arns.map((arn): Need => ({
      actions: ["execute-api:Invoke"],
      resource: arn.replace(/\{[^}]*\}/g, "*"),
      by: `${method} ${path}`,
      isOptional: true,
    })),
  );
  const called = new Set(callableRoutes(own, model).map(({ route }) => route));
  const backends = integrationNeeds([...called], (credentials) => credentials === "caller");
  return {
    needs: [...routes, ...backends],
    unknown: [],
    // Which routes there are is known; what else a client does with its credentials is not.
    isComplete: (action) => overlapActions(action, "execute-api:Invoke"),
  };
}

type Credentials = AccessRoute["integration"]["credentials"];

function integrationNeeds(
  routes: readonly AccessRoute[],
  isOwn: (credentials: Credentials) => boolean,
): Need[] {
  return routes
    .filter(({ integration }) => isOwn(integration.credentials))
    .flatMap(({ method, path, integration }) =>
      integration.needs.map((need) => ({ ...need, actions: [need.action], by: `${method} ${path}` })),
    );
}
