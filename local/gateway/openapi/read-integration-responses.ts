import type { IntegrationResponse, Method } from "../definition";
import { parseResponseValueSource } from "../value-sources";
import type { DocumentNode } from "./document-node";
import { readTemplates } from "./read-templates";

/** The keys are patterns, or `default` for the response that answers when none of them matches. */
export function readIntegrationResponses(
  node: DocumentNode | undefined,
  declared: Method["responses"],
): readonly IntegrationResponse[] {
  return (node?.entries() ?? []).map(([pattern, response]) => {
    const members = response.members(["statusCode", "responseParameters", "responseTemplates"], {
      contentHandling: "Bodies are text.",
    });
    const status = members.statusCode ?? response.fail("has no statusCode.");
    const statusCode = status.integer(200, 599);
    const headers = declared.get(statusCode);
    if (!headers)
      return status.fail(`the operation's responses do not declare ${statusCode}. Declare it there.`);
    return {
      ...(pattern === "default" ? {} : { selectionPattern: compilePattern(pattern, response) }),
      statusCode,
      headers: readHeaders(members.responseParameters, statusCode, headers),
      templates: readTemplates(members.responseTemplates),
    };
  });
}

/** A Java regular expression that must match the whole text. */
function compilePattern(pattern: string, node: DocumentNode): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return node.fail("the key is a regular expression that is invalid, or uses what only Java has.");
  }
}

const HEADER = /^method\.response\.header\.([a-zA-Z0-9._$-]+)$/;

function readHeaders(
  node: DocumentNode | undefined,
  statusCode: number,
  declared: ReadonlySet<string>,
): IntegrationResponse["headers"] {
  return (node?.entries() ?? []).map(([target, source]) => {
    const name = HEADER.exec(target)?.[1] ?? source.fail('the key must be "method.response.header.NAME".');
    if (!declared.has(name.toLowerCase()))
      return source.fail(
        `the operation's response ${statusCode} does not declare the header ${name}. Declare it there.`,
      );
    return { name, value: source.parsed(parseResponseValueSource) };
  });
}
