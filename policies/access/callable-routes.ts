import { evaluate } from "../evaluate/evaluate";
import type { PolicyDocument, PolicyStatement } from "../policy-document";
import { toList } from "../policy-document";
import type { AccessModel, AccessPrincipal, AccessRoute, NamedDocument } from "./access-model";

/** How far a principal's policies let it do something. */
export type Extent = "always" | "sometimes" | "never";

const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** A route that a principal may call. */
export interface CallableRoute {
  readonly route: AccessRoute;
  readonly method: string;
  readonly stages: readonly string[];
  /** `sometimes`: a condition decides. */
  readonly extent: Exclude<Extent, "never">;
}

/** The routes that ask IAM and let this principal in, explicit denials and the API's own policy counted. */
export function callableRoutes(principal: AccessPrincipal, model: AccessModel): CallableRoute[] {
  const routes = model.routes.filter(({ authorization }) => authorization === "AWS_IAM");
  return routes.flatMap((route) => {
    const resource = model.resources.find(({ arn }) => arn === route.apiArn)?.policy;
    const methods = route.method === "ANY" ? METHODS : [route.method];
    return methods.flatMap((method): CallableRoute[] => {
      const extents = route.stages.map((stage) => {
        const arn = `${route.apiArn}/${stage}/${method}${route.path}`;
        return { stage, extent: extentOf({ principal, action: "execute-api:Invoke", arn, resource }) };
      });
      return (["always", "sometimes"] as const).flatMap((extent) => {
        const stages = extents.filter((one) => one.extent === extent).map(({ stage }) => stage);
        return stages.length === 0 ? [] : [{ route, method, stages, extent }];
      });
    });
  });
}

interface Asked {
  readonly principal: AccessPrincipal;
  readonly action: string;
  readonly arn: string;
  readonly resource: NamedDocument | undefined;
}

/**
 * Decides twice with the evaluator: with every condition taken to favour the principal, and with every condition taken
 * to go against it. Nobody knows here what a request will hold.
 */
export function extentOf({ principal, action, arn, resource }: Asked): Extent {
  const decide = (reading: Reading): boolean =>
    evaluate(
      { principal: principal.arn, action, resource: arn, context: {} },
      {
        identity: principal.identity.map((document) => read(document, reading)),
        ...(principal.boundary && { boundary: read(principal.boundary, reading) }),
        ...(resource && { resource: read(resource, reading) }),
      },
    ).result === "Allowed";
  if (decide("against")) return "always";
  return decide("favourably") ? "sometimes" : "never";
}

type Reading = "favourably" | "against";

const HAS_VARIABLE = /\$\{[^}]+\}/;

/** The document without conditions and variables: those statements that depend on them count for the reading, or not at all. */
function read({ text }: NamedDocument, reading: Reading): PolicyDocument {
  const document = JSON.parse(text) as PolicyDocument;
  const statements = toList(document.Statement).flatMap((statement): PolicyStatement[] => {
    const counts = (statement.Effect === "Allow") === (reading === "favourably");
    if (isUnconditional(statement)) return [statement];
    return counts ? [unconditional(statement)] : [];
  });
  return { ...document, Statement: statements };
}

function isUnconditional({ Condition, Resource, NotResource }: PolicyStatement): boolean {
  const resources = [...toList(Resource), ...toList(NotResource)];
  return Object.keys(Condition ?? {}).length === 0 && !resources.some((one) => HAS_VARIABLE.test(one));
}

function unconditional({ Condition, ...statement }: PolicyStatement): PolicyStatement {
  void Condition;
  const anything = (resource: string): string => resource.replace(/\$\{[^}]+\}/g, "*");
  // An exception that depends on the request may be none.
  const { NotResource, ...rest } = statement;
  if (NotResource !== undefined) {
    const fixed = toList(NotResource).filter((one) => !HAS_VARIABLE.test(one));
    return fixed.length > 0 ? { ...rest, NotResource: fixed } : { ...rest, Resource: "*" };
  }
  return statement.Resource === undefined
    ? statement
    : { ...statement, Resource: toList(statement.Resource).map(anything) };
}
