import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { DeploymentError } from "../../../local/deployment";
import { loadPulumiSdk } from "../../../local/engine/pulumi-sdk";
import { removeTemporaryFolders, temporaryFolder } from "./temporary-project";

/** A project whose copy of the SDK consists of these files. */
function projectWithSdk(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, "node_modules/@pulumi/pulumi", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

describe("the Pulumi SDK", () => {
  afterEach(removeTemporaryFolders);

  it("is the program's own copy, loaded once", () => {
    const sdk = loadPulumiSdk(process.cwd());

    expect(sdk.version).to.match(/^3\./);
    expect(loadPulumiSdk(__dirname)).to.equal(sdk);
  });

  it("is refused with its version when it is not as the engine needs it", () => {
    const directory = projectWithSdk({
      "package.json": `{ "name": "@pulumi/pulumi", "version": "9.1.2" }`,
      "runtime/settings.js": "",
    });

    expect(() => loadPulumiSdk(directory)).to.throw(
      DeploymentError,
      /^@pulumi\/pulumi 9\.1\.2 is not supported by the local cloud \(.*\): use 3\.\d+\.\d+$/s,
    );
  });

  it("is missed by name when it is not installed", () => {
    expect(() => loadPulumiSdk(temporaryFolder())).to.throw(/@pulumi\/pulumi is not installed .*npm install/);
  });
});
