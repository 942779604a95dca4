import type { BuiltState } from "../../../local/engine/build-state";
import { buildState } from "../../../local/engine/build-state";
import { DeploymentSnapshots } from "../../../local/engine/deployment-snapshots";
import { graph } from "../../../local/engine/graph";

/** Runs a program and builds the state of the cloud that it makes. */
export async function deploy(
  program: () => unknown,
  snapshots: DeploymentSnapshots = new DeploymentSnapshots(),
): Promise<BuiltState> {
  const { resources, outputs, secretOutputs } = await graph(program);
  const deployment = {
    project: "project",
    stack: "dev",
    directory: __dirname,
    region: "us-east-1",
    accountId: "000000000000",
    outputs,
    secretOutputs,
    resources,
    files: [],
  };
  return buildState(deployment, snapshots);
}

export const statement = (effect: object) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...effect }] });

export const trusting = (service: string) =>
  statement({ Principal: { Service: service }, Action: "sts:AssumeRole" });
