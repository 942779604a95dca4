import type { RestApiArgs } from "@pulumi/aws/apigateway";
import type { RoleArgs } from "@pulumi/aws/iam";
import { log, output, type Input, type Output } from "@pulumi/pulumi";
import { lint, type LintOptions, type PolicyDocument, type PolicyStatement } from "../policies";
import { findNotes } from "../policies/document-notes";
import { completeApiGatewayArns } from "../policies/lint/api-gateway-arns";
import type { ApiSpec } from "./api-spec";
import { ConfigError } from "./config-error";
import { coversRequest } from "./path-pattern";

type DocumentInput = Input<string | object | undefined>;
type Subject = Pick<LintOptions, "kind" | "storedAs"> & { readonly name: string };

/** A role's arguments whose documents are checked once they are known: a transform may have replaced them. */
export function withCheckedDocuments(args: RoleArgs, name: string): RoleArgs {
  return {
    ...args,
    assumeRolePolicy: checkedDocument(args.assumeRolePolicy, {
      kind: "trust",
      name: `${name} assumeRolePolicy`,
    }),
    ...(args.inlinePolicies
      ? {
          inlinePolicies: output(args.inlinePolicies).apply((policies) =>
            (policies ?? []).map(({ policy, ...rest }) => ({
              ...rest,
              policy: check(policy!, { kind: "identity", name: `${name} inlinePolicies` }),
            })),
          ),
        }
      : {}),
  };
}

/** A document that is attached to a principal, checked once it is known, also against the size of what stores it. */
export const checkedIdentityDocument = (
  document: Input<string>,
  { name, storedAs }: { readonly name: string; readonly storedAs: "managed" | "role" },
): Output<string> => checkedDocument(document, { kind: "identity", storedAs, name: `${name} policy` });

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
  const completed = completeApiGatewayArns(text);
  check(completed, { kind: "resource", name: `${spec.name} policy` }, findNotes(text));
  refuseBypass(JSON.parse(completed) as PolicyDocument, spec);
  return text;
}

/** The OpenAPI body can carry the resource policy too. */
function withCheckedBodyPolicy<Text extends string | undefined>(text: Text, spec: ApiSpec): Text {
  const body = JSON.parse(text ?? "{}") as Record<string, unknown>;
  const policy = body["x-amazon-apigateway-policy"];
  if (policy !== undefined) checkedPolicy(JSON.stringify(policy), spec);
  return text;
}

function checkedDocument(document: DocumentInput, subject: Subject): Output<string> {
  return output(document).apply((known) => check(known as string | PolicyDocument, subject));
}

/**
 * Warnings are reported only of documents that no builder wrote, or that were changed since: of its own documents the
 * builder has reported them.
 */
function check(
  document: string | PolicyDocument,
  subject: Subject,
  notes = typeof document === "string" ? findNotes(document) : undefined,
): string {
  const findings = lint(document, { ...subject, ...(notes && { notes }) });
  const messagesOf = (severity: "error" | "warning"): string[] =>
    findings.filter((finding) => finding.severity === severity).map(({ message }) => message);
  const errors = messagesOf("error");
  if (errors.length > 0) throw new ConfigError(errors.join("\n"));
  if (notes === undefined) for (const message of messagesOf("warning")) void log.warn(message);
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
