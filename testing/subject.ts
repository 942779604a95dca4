import type { Policies } from "../policies";
import type { LoadedPolicy } from "../policies/evaluate/load-policy";
import type { Action } from "./action";
import type { Context } from "./request-context";

/** The parts of a question that an assertion has been given so far. */
export interface Question {
  readonly action: Action;
  readonly resource?: NamedResource;
  readonly principal?: Named;
  readonly context: Context;
}

/**
 * Who or what, in a test's words: an ARN, a logical name, a resource of a graph (it has outputs) or of a
 * program (a Pulumi resource).
 */
export type Named = string | object;

export interface NamedResource {
  readonly named: Named;
  /** The account that owns it, where its ARN does not say. */
  readonly account?: string;
}

/** A question with every name looked up, and every policy that has a say. */
export interface Case {
  readonly principal: string;
  readonly resource: string;
  readonly accountOfResource?: string;
  readonly context: Context;
  readonly policies: Policies;
}

/** What an assertion is about: documents, or everything that a program deploys. */
export interface Subject {
  /** The parts without which a question cannot be decided. */
  asks(): { readonly on: boolean; readonly for: boolean };
  /** Whether `grantExactly` must be told whose grants are meant. */
  readonly asksWhoIsGranted: boolean;
  /** @throws MisuseError for who or what the subject does not know */
  findCase(question: Question): Case;
  /** The same for each resource that has a policy, and for one without: a question about all resources. */
  findCasesOfAll(question: Question): readonly Case[];
  /** The documents that grant, for `grantExactly`. @throws MisuseError as `findCase` does */
  grantingDocuments(principal: Named | undefined): readonly LoadedPolicy[];
  /** The ARN behind a name. @throws MisuseError for what the subject does not know */
  findArn(named: Named): string;
}
