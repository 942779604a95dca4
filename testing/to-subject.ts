import { readDeployedAccess, type DeployedAccess } from "../local/server/deployed-access";
import type { ResourceRecord } from "../policies/access/resource-record";
import { LoadedPolicy } from "../policies/evaluate/load-policy";
import { DeploymentSubject } from "./deployment-subject";
import { loadDocument, refusePromise, type Document } from "./load-document";
import { MisuseError } from "./misuse-error";
import { DocumentSubject, isPolicySet, type PolicySet } from "./policy-set";
import type { Subject } from "./subject";

/** Resources of a program: a graph of `graph()`, or what a ResourceRecorder has recorded. */
export interface RecordedResources {
  readonly resources: readonly ResourceRecord[];
}

/** What `expect(…)` takes before `allow` and `grantExactly`. */
export type GivenSubject = RecordedResources | DeployedAccess | PolicySet | Document | readonly Document[];

// A graph is asked many things, and reading it takes longer than any of them.
const read = new WeakMap<object, Subject>();

/** @throws MisuseError for what is no subject, PolicyError for a document that cannot be loaded */
export function toSubject(given: unknown): Subject {
  refusePromise(given, "the subject of expect(…)");
  if (typeof given !== "object" || given === null) return create(given);
  const subject = read.get(given) ?? create(given);
  if (subject instanceof DeploymentSubject) read.set(given, subject);
  return subject;
}

const isRecorded = (given: object): given is RecordedResources =>
  "resources" in given && Array.isArray(given.resources);

const isDeployed = (given: object): given is DeployedAccess => "access" in given && "tags" in given;

function create(given: unknown): Subject {
  if (typeof given === "string") return ofOne(given);
  if (Array.isArray(given)) {
    if (given.length === 0) throw new MisuseError("an empty list grants nothing: give the documents to ask");
    return new DocumentSubject({ identity: given as Document[] });
  }
  if (typeof given === "object" && given !== null) {
    if (given instanceof LoadedPolicy || "Statement" in given) return ofOne(given as Document);
    if (isRecorded(given)) return new DeploymentSubject(readDeployedAccess(given.resources));
    if (isDeployed(given)) return new DeploymentSubject(given);
    if (isPolicySet(given)) return new DocumentSubject(given);
  }
  throw new MisuseError(
    "expect(…) needs a graph, recorded resources, a policy document, a list of identity policies, or documents by place: { identity, resource, … }",
  );
}

function ofOne(document: Document): DocumentSubject {
  const loaded = loadDocument(document);
  const isOfLevels = loaded.kind === "serviceControl" || loaded.kind === "resourceControl";
  return new DocumentSubject({ [loaded.kind]: isOfLevels ? [loaded] : loaded });
}
