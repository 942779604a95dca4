import { join } from "node:path";
import { expect } from "chai";
import { localModel } from "../../../local/engine/local-model";
import type { RegisteredResource } from "../../../local/engine/registered-resource";
import { runProgram } from "../../../local/engine/run-program";
import { runOverGrpc } from "./program-over-grpc";

const options = { seed: "seed", endpoint: "http://127.0.0.1:4510", nowMs: 0 };

/** What must be equal: all but the order, and where ts-node and esbuild put a line. */
const registrations = (resources: readonly RegisteredResource[]) =>
  [...resources]
    .map(({ source: _source, ...rest }) => ({ ...rest, dependencies: [...rest.dependencies].sort() }))
    .sort((a, b) => a.urn.localeCompare(b.urn));

describe("a program that is run in process", () => {
  it("registers what it registers under Pulumi's own command", async function () {
    this.timeout(60_000);
    const directory = join(__dirname, "programs/sample");

    const overGrpc = await runOverGrpc(directory, "dev", options);
    const model = (config: Readonly<Record<string, string>>) => localModel({ ...options, config });
    const inProcess = await runProgram({ directory, stack: "dev", model });

    expect(registrations(inProcess.resources)).to.deep.equal(registrations(overGrpc));
    expect(overGrpc).to.have.length(11);
  });
});
