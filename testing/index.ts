export { iam } from "./iam-plugin";
export type { AllowAssertion, AllowDetails, ResourceOwner } from "./allow-assertion";
export type { GrantAssertion } from "./grant-assertion";
export type { ExpectedGrant } from "./compare-grants";
export type { GivenContext, GivenValue } from "./request-context";
export type { GivenSubject, RecordedResources } from "./to-subject";
export type { Document } from "./load-document";
export type { PolicySet } from "./policy-set";
export type { Named } from "./subject";
export { MisuseError } from "./misuse-error";

export { graph, type Graph, type GraphOptions } from "../local/engine/graph";
export { rendered } from "./rendered";
export { ResourceRecorder, type ResourceRecorderOptions } from "./resource-recorder";
export { readLocalCloud, type LocalCloudOptions } from "./read-local-cloud";
export type { DeployedAccess } from "../local/server/deployed-access";
