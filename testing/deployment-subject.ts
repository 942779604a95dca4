import type { DeployedAccess } from "../local/server/deployed-access";
import type { AccessModel, AccessPrincipal, NamedDocument } from "../policies/access/access-model";
import type { LoadedPolicy } from "../policies/evaluate/load-policy";
import type { Action } from "./action";
import { completeSides } from "./absent-side";
import { accountsOf, findPrincipal, type FoundPrincipal } from "./find-principal";
import { findTarget, findTargetArn, listTargets, type Target } from "./find-target";
import { loadDocument } from "./load-document";
import { MisuseError } from "./misuse-error";
import { deriveContext, joinContexts, type Context } from "./request-context";
import type { Case, Named, Question, Subject } from "./subject";

/** What one program deploys: every role with its documents, every resource with its own. */
export class DeploymentSubject implements Subject {
  readonly asksWhoIsGranted = true;
  readonly #model: AccessModel;
  readonly #tags: DeployedAccess["tags"];
  readonly #loaded = new Map<NamedDocument, LoadedPolicy>();

  constructor({ access, tags }: DeployedAccess) {
    this.#model = access;
    this.#tags = tags;
  }

  asks(): { readonly on: boolean; readonly for: boolean } {
    return { on: true, for: true };
  }

  findCase(question: Question): Case {
    const target = findTarget(this.#model, question.resource!.named, question.action);
    return this.#toCase(question, target, false);
  }

  findCasesOfAll(question: Question): readonly Case[] {
    return listTargets(this.#model, question.action).map((target) => this.#toCase(question, target, true));
  }

  #toCase({ action, resource, principal, context }: Question, target: Target, isAboutAll: boolean): Case {
    const who = findPrincipal(this.#model, principal!);
    const accountOfResource = resource!.account ?? this.#ownerOf(target);
    const boundary = who.own?.boundary && this.#load(who.own.boundary, "boundary");
    const sides = {
      principal: who.arn,
      action: action.name,
      resource: target.arn,
      accountOfResource,
      identity: this.#identityOf(who),
      resourcePolicy: target.policy,
      isAboutAll,
    };
    return {
      principal: who.arn,
      resource: target.arn,
      ...(accountOfResource !== undefined && { accountOfResource }),
      context: joinContexts(
        context,
        this.#tagsOf(who, target, action),
        deriveContext(who.own?.arn ?? who.arn, accountOfResource),
      ),
      policies: { ...completeSides(sides), ...(boundary && { boundary }) },
    };
  }

  grantingDocuments(principal: Named | undefined): readonly LoadedPolicy[] {
    const who = findPrincipal(this.#model, principal!);
    if (who.own === undefined)
      throw new MisuseError(`${who.arn} is not the program's: its documents are unknown`);
    return this.#documentsOf(who.own);
  }

  findArn(named: Named): string {
    return findTargetArn(this.#model, named);
  }

  #identityOf({ own, isForeign }: FoundPrincipal): readonly LoadedPolicy[] | undefined {
    if (own === undefined) return isForeign ? undefined : [];
    return this.#documentsOf(own);
  }

  #documentsOf({ name, identity, unknownPolicies }: AccessPrincipal): readonly LoadedPolicy[] {
    if (unknownPolicies.length > 0) {
      throw new MisuseError(
        `${name} also has ${unknownPolicies.join(", ")}, whose text the program does not hold: ` +
          "assert on the documents instead, { identity: […] }, with a copy of it",
      );
    }
    return identity.map((document) => this.#load(document, "identity"));
  }

  #tagsOf({ own }: FoundPrincipal, { arn }: Target, { facts }: Action): Context {
    const ofPrincipal = tagKeys("aws:PrincipalTag", own && this.#tags[own.arn]);
    const ofResource = tagKeys("aws:ResourceTag", this.#tags[arn]).filter(([key]) => facts.sends(key));
    return Object.fromEntries([...ofPrincipal, ...ofResource]);
  }

  #load(document: NamedDocument, kind: "identity" | "boundary"): LoadedPolicy {
    const loaded = this.#loaded.get(document) ?? loadDocument(document.text, { name: document.name, kind });
    this.#loaded.set(document, loaded);
    return loaded;
  }

  /** @throws MisuseError where an ARN does not say whose the resource is, and neither does the rest of the program */
  #ownerOf({ arn, isOwn }: Target): string | undefined {
    const written = arn.split(":")[4] ?? "";
    if (/^\d{12}$/.test(written)) return written;
    if (!isOwn) return undefined;
    const [account, ...others] = accountsOf(this.#model);
    if (account !== undefined && others.length === 0) return account;
    throw new MisuseError(
      `the program does not tell to which account ${arn} belongs: on(…, { account: "111122223333" })`,
    );
  }
}

const tagKeys = (key: string, tags: Readonly<Record<string, string>> = {}): [string, string][] =>
  Object.entries(tags).map(([name, value]) => [`${key}/${name}`, value]);
