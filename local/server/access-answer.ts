import { PolicyError } from "../../policies";
import type { DeployedResource } from "../deployment";
import { header, type HttpRequest, type HttpResponse } from "../http";
import type * as deployedAccess from "./deployed-access";
import { jsonAnswer, refusal } from "./plain-answers";

/** Inputs that the answer is made of. */
const TOLD = /^(\w*[pP]olic\w*|tags)\b/;

/**
 * Who may do what in the running deployment, for a test in another process: documents, ARNs, routes and tags. It needs
 * no signature, as no page can read it: one of another origin sends an Origin header, or gets an answer that it cannot
 * look into.
 */
export function accessAnswer(request: HttpRequest, resources: readonly DeployedResource[]): HttpResponse {
  if (header(request, "origin") !== undefined)
    return refusal(403, "A page may not read who may do what: ask from a process of this machine.");
  if (request.method !== "GET") return refusal(405, "Ask with GET.");
  const hidden = resources.find(({ secrets }) => secrets.some((path) => TOLD.test(path)));
  if (hidden !== undefined) {
    return refusal(
      409,
      `${hidden.type} "${hidden.name}" has a policy or tags that are secret, which are told to nobody: assert on graph() of the program.`,
    );
  }
  try {
    // Loaded when it is first asked for: the start of the local cloud does not wait for it.
    const { readDeployedAccess } = require("./deployed-access") as typeof deployedAccess;
    return jsonAnswer(readDeployedAccess(resources));
  } catch (error) {
    if (error instanceof PolicyError) return refusal(409, error.message);
    throw error;
  }
}
