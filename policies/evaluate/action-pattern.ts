import { PolicyError } from "../policy-error";
import { Glob, parseWildcards } from "./glob";

/** One entry of an Action or NotAction element; takes the request's action in lower case. */
export type ActionPattern = (lowerCaseAction: string) => boolean;

/** @throws PolicyError for what is no single action: a wildcard would ask for many and be answered for one */
export function toRequestAction(action: string): string {
  if (/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action)) return action.toLowerCase();
  throw new PolicyError(
    `${JSON.stringify(action)} is no action that a request can have: give one such as dynamodb:GetItem.`,
  );
}

/** @throws Error with the reason alone, for the caller to add the place */
export function compileAction(text: string): ActionPattern {
  if (text === "*" || text === "*:*") return () => true;
  if (!/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(text)) {
    throw new Error(
      `${JSON.stringify(text)} is no action: write service:Name, for example dynamodb:GetItem, or "*"`,
    );
  }
  const glob = new Glob(parseWildcards(text.toLowerCase()));
  return (action) => glob.matches(action);
}
