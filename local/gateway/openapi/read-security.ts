import type { Method } from "../definition";
import type { DocumentNode } from "./document-node";

type Authorization = Method["authorization"];

const IAM_SCHEME = "awsSigv4";

/** Names of the schemes that stand for AWS_IAM. Every other kind is refused: an authorizer that does not run would open the method. */
export function readSecuritySchemes(schemes: DocumentNode | undefined): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [name, node] of schemes?.entries() ?? []) {
    const scheme = node.members(["type", "name", "in", "description", "x-amazon-apigateway-authtype"], {
      "x-amazon-apigateway-authorizer": "Use AWS_IAM (x-amazon-apigateway-authtype: awsSigv4).",
      flows: "Use AWS_IAM (x-amazon-apigateway-authtype: awsSigv4).",
    });
    const authorizationType = scheme["x-amazon-apigateway-authtype"];
    if (!authorizationType) return node.fail("API keys are not covered by the local cloud yet.");
    if (authorizationType.text().toLowerCase() !== IAM_SCHEME.toLowerCase())
      return authorizationType.fail(`only ${IAM_SCHEME} is covered by the local cloud yet.`);
    if (
      scheme.type?.value !== "apiKey" ||
      scheme.name?.value !== "Authorization" ||
      scheme.in?.value !== "header"
    )
      return node.fail('API Gateway wants "type": "apiKey", "name": "Authorization", "in": "header".');
    names.add(name);
  }
  return names;
}

/** An operation without security is open to everybody, at AWS as here. */
export function readAuthorization(
  security: DocumentNode | undefined,
  extension: DocumentNode | undefined,
  iamSchemes: ReadonlySet<string>,
): Authorization {
  const bySecurity = security && authorizationBySecurity(security, iamSchemes);
  const byExtension = extension?.members(["type"]).type?.oneOf(["AWS_IAM", "NONE"]);
  if (extension && !byExtension) return extension.fail('must have a "type": AWS_IAM or NONE.');
  if (extension && bySecurity !== undefined && bySecurity !== byExtension)
    return extension.fail(`says ${byExtension}, and security says ${bySecurity}. Keep one of them.`);
  return byExtension ?? bySecurity ?? "NONE";
}

function authorizationBySecurity(security: DocumentNode, iamSchemes: ReadonlySet<string>): Authorization {
  const schemes = security.items().flatMap((requirement) => requirement.entries());
  const [first, ...others] = schemes;
  if (!first)
    return security.items().length === 0 ? "NONE" : security.fail("an empty requirement. Write [] instead.");
  if (others.length > 0)
    return security.fail("must name one scheme. Several are not covered by the local cloud yet.");
  const [name, scopes] = first;
  if (!iamSchemes.has(name)) return scopes.fail("no such scheme in components.securitySchemes.");
  if (scopes.items().length > 0) return scopes.fail("AWS_IAM has no scopes. Write [].");
  return "AWS_IAM";
}
