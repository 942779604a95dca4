import { ConfigError } from "./config-error";

/** One segment of a route's path. */
export type Segment = { readonly literal: string } | { readonly parameter: string; readonly greedy: boolean };

/**
 * The segments of a route's path.
 * @throws ConfigError for what API Gateway does not take: other characters, `{…}` inside a segment, a greedy parameter
 * that is not last. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function parsePath(path: string, where: string): readonly Segment[] {
  if (path === "/") return [];
  const texts = path.slice(1).split("/");
  const segments = texts.map((text): Segment => {
    const parameter = /^\{([a-zA-Z0-9._-]+)(\+?)\}$/.exec(text);
    if (parameter) return { parameter: parameter[1]!, greedy: parameter[2] === "+" };
    if (!/^[a-zA-Z0-9_.,:-]+$/.test(text)) {
      throw new ConfigError(
        `${where}: "${text}" cannot be a path segment; use letters, digits and _ - . , : or one whole {parameter}`,
      );
    }
    return { literal: text };
  });
  const greedy = segments.findIndex((segment) => "greedy" in segment && segment.greedy);
  if (greedy !== -1 && greedy !== segments.length - 1)
    throw new ConfigError(`${where}: {${texts[greedy]!.slice(1, -1)}} must be the last segment`);
  const names = parameterNames(segments);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new ConfigError(`${where}: {${twice}} stands in the path twice; give the second another name`);
  return segments;
}

export const parameterNames = (segments: readonly Segment[]): readonly string[] =>
  segments.flatMap((segment) => ("parameter" in segment ? [segment.parameter] : []));

/** The path part of the ARN that grants a route: each parameter as `*`. */
export const arnPath = (segments: readonly Segment[]): string =>
  segments.map((segment) => ("literal" in segment ? segment.literal : "*")).join("/");

/** What may stand at one place of a path: a character, any character but `/`, or any. */
type Class = "any" | "no-slash" | { readonly character: string };
interface Token {
  readonly accepts: Class;
  readonly repeats: boolean;
}

const literalTokens = (text: string): Token[] =>
  Array.from(text, (character) => ({ accepts: { character }, repeats: false }));

/** The request paths that a route may have: a parameter is at least one character. */
function requestTokens(segments: readonly Segment[]): Token[] {
  return segments.flatMap((segment, index) => {
    const slash = index === 0 ? [] : literalTokens("/");
    if ("literal" in segment) return [...slash, ...literalTokens(segment.literal)];
    const accepts = segment.greedy ? "any" : "no-slash";
    return [...slash, { accepts, repeats: false }, { accepts, repeats: true }] as Token[];
  });
}

/** The paths that an ARN pattern covers: IAM's `*` is any text and its `?` any character, `/` included. */
const patternTokens = (pattern: string): Token[] =>
  Array.from(pattern, (character) => {
    if (character === "*") return { accepts: "any", repeats: true };
    return { accepts: character === "?" ? "any" : { character }, repeats: false };
  });

function classesMeet(a: Class, b: Class): boolean {
  if (a === "any" || b === "any") return true;
  if (a === "no-slash") return b === "no-slash" || b.character !== "/";
  return b === "no-slash" ? a.character !== "/" : a.character === b.character;
}

function meet(a: readonly Token[], b: readonly Token[]): boolean {
  const seen = new Set<number>();
  const visit = (i: number, j: number): boolean => {
    if (i === a.length && j === b.length) return true;
    const state = i * (b.length + 1) + j;
    if (seen.has(state)) return false;
    seen.add(state);
    const x = a[i];
    const y = b[j];
    if (x?.repeats && visit(i + 1, j)) return true;
    if (y?.repeats && visit(i, j + 1)) return true;
    return (
      x !== undefined &&
      y !== undefined &&
      classesMeet(x.accepts, y.accepts) &&
      visit(x.repeats ? i : i + 1, y.repeats ? j : j + 1)
    );
  };
  return visit(0, 0);
}

/** Whether an ARN path pattern covers at least one request path of a route. */
export function covers(pattern: string, segments: readonly Segment[]): boolean {
  return meet(patternTokens(pattern), requestTokens(segments));
}

/**
 * The same for request paths with a slash at the end. API Gateway ignores that slash when it matches a path and keeps it in
 * the ARN, so `GET/pets/*` covers `GET /pets/` too.
 */
export function coversWithSlash(pattern: string, segments: readonly Segment[]): boolean {
  return meet(patternTokens(pattern), [...requestTokens(segments), ...literalTokens("/")]);
}

/** The same for `stage/METHOD/path`, with and without the slash at the end. */
export function coversRequest(pattern: string, prefix: string, segments: readonly Segment[]): boolean {
  const tokens = [...literalTokens(prefix), ...requestTokens(segments)];
  return (
    meet(patternTokens(pattern), tokens) || meet(patternTokens(pattern), [...tokens, ...literalTokens("/")])
  );
}

/** Whether API Gateway prefers the first route where both fit: at the first difference a literal beats a parameter beats a greedy one. */
export function prefers(a: readonly Segment[], b: readonly Segment[]): boolean {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = rank(b[index]!) - rank(a[index]!);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

const rank = (segment: Segment): number => ("literal" in segment ? 0 : segment.greedy ? 2 : 1);

/**
 * Whether every request path that the ARN pattern of `own` shares with `other` is one of `own`: the pattern has no wildcard,
 * or both paths have the same number of segments, so that no wildcard can cross a `/`.
 */
export const sharesOnlyOwn = (own: readonly Segment[], other: readonly Segment[]): boolean =>
  parameterNames(own).length === 0 ||
  (own.length === other.length &&
    ![...own, ...other].some((segment) => "greedy" in segment && segment.greedy));
