import { join } from "node:path";
import { expect } from "chai";
import { localModel } from "../../local/engine/local-model";
import type { RegisteredResource } from "../../local/engine/registered-resource";
import { runProgram } from "../../local/engine/run-program";
import { runOverGrpc } from "../local/engine/program-over-grpc";

const root = join(__dirname, "..", "..");
const options = { seed: "seed", endpoint: "http://127.0.0.1:4510", nowMs: 0 };

/** What must be equal: all but the order, and where two compilers put a line. */
const registrations = (resources: readonly RegisteredResource[]) =>
  [...resources]
    .map(({ source: _source, ...rest }) => ({ ...rest, dependencies: [...rest.dependencies].sort() }))
    .sort((a, b) => a.urn.localeCompare(b.urn));

describe("the app's program", function () {
  this.timeout(120_000);

  it("registers the same in process and under Pulumi's own command over gRPC", async () => {
    const model = (config: Readonly<Record<string, string>>) => localModel({ ...options, config });

    const overGrpc = await runOverGrpc(root, "dev", options);
    const inProcess = await runProgram({ directory: root, stack: "dev", model });

    expect(registrations(inProcess.resources)).to.deep.equal(registrations(overGrpc));
    expect(overGrpc.length).to.be.greaterThan(40);
  });
});
