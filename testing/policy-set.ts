import type { LoadedPolicy } from "../policies/evaluate/load-policy";
import type { PolicyKind } from "../policies";
import { completeSides } from "./absent-side";
import { loadDocument, refusePromise, type Document } from "./load-document";
import { MisuseError } from "./misuse-error";
import { parseRequestPrincipal } from "../policies/evaluate/principal";
import { deriveContext, joinContexts } from "./request-context";
import type { Action } from "./action";
import type { Case, Named, NamedResource, Question, Subject } from "./subject";

/** Documents by the place they have in a decision. */
export interface PolicySet {
  /** The principal's own; a list, or one. */
  readonly identity?: Document | readonly Document[];
  /** The resource's own. */
  readonly resource?: Document;
  /** The role's own, where the action assumes it. */
  readonly trust?: Document;
  readonly boundary?: Document;
  readonly session?: Document;
  readonly endpoint?: Document;
  /** One per level of the organisation, each of which must allow. */
  readonly serviceControl?: readonly Document[];
  /** One per level of the organisation, each of which must allow. */
  readonly resourceControl?: readonly Document[];
}

const PLACES: Readonly<Record<keyof PolicySet, PolicyKind>> = {
  identity: "identity",
  resource: "resource",
  trust: "trust",
  boundary: "boundary",
  session: "session",
  endpoint: "endpoint",
  serviceControl: "serviceControl",
  resourceControl: "resourceControl",
};

/** Where the principal's account is nobody's in particular: the one of AWS's own examples. */
const SOME_ACCOUNT = "111122223333";

/** True for an object whose keys are places of documents. */
export const isPolicySet = (given: object): given is PolicySet =>
  Object.keys(given).length > 0 && Object.keys(given).every((place) => Object.hasOwn(PLACES, place));

/** Documents without a deployment around them: the side of a request that is not given does not stand in the way. */
export class DocumentSubject implements Subject {
  readonly asksWhoIsGranted = false;
  readonly #policies: Readonly<Partial<Record<keyof PolicySet, readonly LoadedPolicy[]>>>;

  /** @throws PolicyError for a document that cannot be loaded, MisuseError for a set without one */
  constructor(set: PolicySet) {
    if (set.resource !== undefined && set.trust !== undefined) {
      throw new MisuseError("a request has one resource: give its policy as resource, or a role's as trust");
    }
    this.#policies = Object.fromEntries(
      Object.entries(set).map(([place, given]: [string, Document | readonly Document[]]) => {
        const documents = (Array.isArray(given) ? given : [given]) as readonly Document[];
        return [
          place,
          documents.map((document) => loadDocument(document, { kind: PLACES[place as keyof PolicySet] })),
        ];
      }),
    );
  }

  asks(): { readonly on: boolean; readonly for: boolean } {
    const { resource, trust, endpoint, resourceControl } = this.#policies;
    return {
      on: trust === undefined,
      for: [resource, trust, endpoint, resourceControl].some((documents) => documents !== undefined),
    };
  }

  findCase(question: Question): Case {
    return this.#toCase(question, false);
  }

  findCasesOfAll(question: Question): readonly Case[] {
    return [this.#toCase(question, true)];
  }

  #toCase({ action, resource, principal, context }: Question, isAboutAll: boolean): Case {
    const { identity, trust, boundary, session, endpoint, serviceControl, resourceControl } = this.#policies;
    const resourcePolicy = (this.#policies.resource ?? trust)?.[0];
    const arn = resource === undefined ? this.#someRole() : this.findArn(resource.named);
    const owner = resource?.account ?? ownerIn(arn);
    const who = this.#findPrincipal(principal, owner);
    this.#checkSides(who, { action, resource, owner });
    const sides = {
      principal: who,
      action: action.name,
      resource: arn,
      accountOfResource: owner,
      identity,
      resourcePolicy,
      isAboutAll,
    };
    return {
      principal: who,
      resource: arn,
      ...(owner !== undefined && { accountOfResource: owner }),
      context: joinContexts(context, deriveContext(who, owner)),
      policies: {
        ...completeSides(sides),
        ...(boundary && { boundary: boundary[0]! }),
        ...(session && { session: session[0]! }),
        ...(endpoint && { endpoint: endpoint[0]! }),
        ...(serviceControl && { serviceControl }),
        ...(resourceControl && { resourceControl }),
      },
    };
  }

  grantingDocuments(principal: Named | undefined): readonly LoadedPolicy[] {
    if (principal !== undefined) {
      throw new MisuseError(
        "grantExactly(…) of documents says what they hold, whoever has them: leave out for(…)",
      );
    }
    const given = Object.entries(this.#policies);
    if (given.length > 1) {
      const places = given.map(([place]) => place).join(" and ");
      throw new MisuseError(`grantExactly(…) reads one kind of document: give ${places} one by one`);
    }
    return given.flatMap(([, documents]) => documents);
  }

  findArn(named: Named): string {
    const arn = typeof named === "string" ? named : arnOf(named);
    if (arn === "*" || arn?.startsWith("arn:")) return arn;
    throw new MisuseError("documents know no resources by name: give the ARN, or expect(…) the whole graph");
  }

  #findPrincipal(principal: Named | undefined, owner: string | undefined): string {
    if (principal === undefined) return `arn:aws:iam::${owner ?? SOME_ACCOUNT}:role/who-holds-this-policy`;
    return typeof principal === "string" ? principal : this.findArn(principal);
  }

  /** A trust policy is a role's, but does not say which. */
  #someRole(): string {
    return `arn:aws:iam::${SOME_ACCOUNT}:role/this-role`;
  }

  #checkSides(
    principal: string,
    {
      action,
      resource,
      owner,
    }: { action: Action; resource: NamedResource | undefined; owner: string | undefined },
  ): void {
    const { identity, resource: ofResource, trust } = this.#policies;
    const hasAccount = "account" in parseRequestPrincipal(principal);
    if (!hasAccount && identity !== undefined) {
      throw new MisuseError(
        `${principal} has no identity policies: only a resource's policy can speak of it`,
      );
    }
    const isOwned =
      owner !== undefined || resource === undefined || resource.named === "*" || !action.facts.acceptsArns;
    if (hasAccount && !isOwned && (ofResource ?? trust) !== undefined) {
      throw new MisuseError(
        `the ARN does not say whose the resource is, which decides what its policy is worth: on(arn, { account: "${SOME_ACCOUNT}" })`,
      );
    }
  }
}

function ownerIn(arn: string): string | undefined {
  const account = arn.split(":")[4] ?? "";
  return /^\d{12}$/.test(account) ? account : undefined;
}

function arnOf(named: object): string | undefined {
  refusePromise(named, "the resource");
  const { outputs } = named as { readonly outputs?: { readonly arn?: unknown } };
  return typeof outputs?.arn === "string" ? outputs.arn : undefined;
}
