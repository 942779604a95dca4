import type { RestApiArgs } from "@pulumi/aws/apigateway";
import type { RoleArgs } from "@pulumi/aws/iam";
import { output, type Input, type Output } from "@pulumi/pulumi";
import { lint, type PolicyDocument, type PolicyStatement } from "../policies";
import type { ApiSpec } from "./api-spec";
import { ConfigError } from "./config-error";
import { coversRequest } from "./path-pattern";

type DocumentInput = Input<string | object | undefined>;
type Kind = "identity" | "trust" | "resource";

/** A role's arguments whose documents are checked once they are known: a transform may have replaced them. */
export function withCheckedDocuments(args: RoleArgs, name: string): RoleArgs {
  return {
    ...args,
    assumeRolePolicy: checkedDocument(
      args.assumeRolePolicy,
      "trust",
      `${name} assumeRolePolicy`,
    ) as Output<string>,
    ...(args.inlinePolicies
      ? {
          inlinePolicies: output(args.inlinePolicies).apply((policies) =>
            (policies ?? []).map(({ policy, ...rest }) => ({
              ...rest,
              policy: check(policy!, "identity", `${name} inlinePolicies`),
            })),
          ),
        }
      : {}),
  };
}

/**
 * A REST API's arguments whose resource policy is checked. In one account an Allow there is enough by itself, so one that
 * covers an IAM method would let in whoever it names without any grant.
 */
export function withCheckedPolicy(args: RestApiArgs, spec: ApiSpec): RestApiArgs {
  return {
    ...args,
    ...(args.policy === undefined
      ? {}
      : { policy: output(args.policy).apply((text) => checkedPolicy(text, spec)) }),
    ...(args.body === undefined
      ? {}
      : { body: output(args.body).apply((text) => withCheckedBodyPolicy(text, spec)) }),
  };
}

function checkedPolicy<Text extends string | undefined>(text: Text, spec: ApiSpec): Text {
  if (text === undefined) return text;
  // API Gateway's own short form of an ARN, which it expands itself.
  const expanded = text.replaceAll('"execute-api:/', '"arn:aws:execute-api:*:*:*/');
  check(expanded, "resource", `${spec.name} policy`);
  refuseBypass(JSON.parse(expanded) as PolicyDocument, spec);
  return text;
}

/** The OpenAPI body can carry the resource policy too. */
function withCheckedBodyPolicy<Text extends string | undefined>(text: Text, spec: ApiSpec): Text {
  const body = JSON.parse(text ?? "{}") as Record<string, unknown>;
  const policy = body["x-amazon-apigateway-policy"];
  if (policy !== undefined) checkedPolicy(JSON.stringify(policy), spec);
  return text;
}

function checkedDocument(document: DocumentInput, kind: Kind, where: string): Output<string> {
  return output(document).apply((known) => check(known as string | PolicyDocument, kind, where));
}

function check(document: string | PolicyDocument, kind: Kind, where: string): string {
  const errors = lint(document, { kind, name: where }).filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new ConfigError(errors.map(({ message }) => message).join("\n"));
  return typeof document === "string" ? document : JSON.stringify(document);
}

function refuseBypass({ Statement }: PolicyDocument, spec: ApiSpec): void {
  const allows = [Statement].flat().filter(({ Effect }) => Effect === "Allow");
  for (const statement of allows) {
    const route = spec.routes.find(
      ({ auth, method, segments }) =>
        auth.type === "iam" &&
        spec.stages.some((stage) =>
          patternsOf(statement).some((pattern) =>
            coversRequest(pattern, `${stage.name}/${method}/`, segments),
          ),
        ),
    );
    if (route) {
      throw new ConfigError(
        `${spec.name} policy: an Allow covers ${route.key}, which IAM authorizes; in one account that alone lets the principal in. ` +
          "Name only open routes in Allow statements, or use Deny",
      );
    }
  }
}

/** What a statement's resources say after the API's id: `stage/METHOD/path`. */
function patternsOf({ Resource }: PolicyStatement): readonly string[] {
  if (Resource === undefined) return ["*"];
  return [Resource].flat().map((arn) => {
    const resource = arn === "*" ? arn : arn.split(":").slice(5).join(":"); // a path may hold colons itself
    const slash = resource.indexOf("/");
    return slash === -1 ? "*" : resource.slice(slash + 1);
  });
}
