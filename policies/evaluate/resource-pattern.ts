import { PolicyError } from "../policy-error";
import { splitArn } from "./arn-pattern";
import { Glob, parseWildcards } from "./glob";
import { parsePattern, type FormattedText } from "./pattern";
import type { RequestContext } from "./request-context";

/** The resource of a request, split once. */
export interface RequestResource {
  /** The six parts of its ARN; undefined for `*`. */
  readonly parts: readonly string[] | undefined;
}

/** @throws PolicyError for what is neither an ARN nor `*`: every NotResource would match it */
export function toRequestResource(text: string): RequestResource {
  const parts = splitArn(text);
  if (text === "*" || parts?.[0] === "arn") return { parts };
  throw new PolicyError(
    `${JSON.stringify(text)} is no resource that a request can have: give an ARN of six parts, or "*" for an ` +
      "action that knows no resource.",
  );
}

/** One entry of a Resource or NotResource element. */
export interface ResourcePattern {
  matches(resource: RequestResource, context: RequestContext): boolean;
  format(context: RequestContext): FormattedText;
}

/**
 * Partition, service, region and account are compared one by one, so that no wildcard reaches from one into
 * the next; variables stand in the last part only. A shorter ARN is filled up with `*`, where it ends in a
 * wildcard or `padsShortArns` says so (identity policies).
 *
 * @throws Error with the reason alone, for the caller to add the place
 */
export function compileResource(
  text: string,
  options: { variables: boolean; padsShortArns: boolean },
): ResourcePattern {
  const asWritten = { text, unset: [] };
  if (/^\*+$/.test(text)) return { matches: () => true, format: () => asWritten };
  const parts = [...(splitArn(text) ?? text.split(":"))];
  if (!new Glob(parseWildcards(parts[0]!)).matches("arn")) {
    throw new Error(
      `${JSON.stringify(text)} is neither "*" nor an ARN: write arn:partition:service:region:account:resource`,
    );
  }
  // Stryker disable next-line EqualityOperator: nobody looks at a seventh part
  if (options.padsShortArns || text.endsWith("*")) while (parts.length < 6) parts.push("*");
  // Stryker disable next-line ArrowFunction: nothing is no match either
  if (parts.length < 6) return { matches: () => false, format: () => asWritten };
  const resource = parsePattern(parts[5]!, { variables: options.variables, wildcards: true });
  const prefix = parts.slice(0, 5).map((part) => new Glob(parseWildcards(part)));
  return {
    format(context) {
      const formatted = resource.format(context);
      return { ...formatted, text: [...parts.slice(0, 5), formatted.text].join(":") };
    },
    matches({ parts: requested }, context) {
      if (requested === undefined) return false;
      if (!prefix.every((part, index) => part.matches(requested[index]!))) return false;
      return resource.matches(requested[5]!, context);
    },
  };
}
