import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  MODULE_CACHE_VARIABLE,
  moduleCacheFolder,
  passedModuleCacheFile,
} from "../../module-cache/module-cache-file";
import { removeTemporaryFolders, temporaryFolder } from "../local/engine/temporary-project";

const OTHERWISE = "/data/modules";

describe("the place of the module cache", () => {
  afterEach(removeTemporaryFolders);

  it("is beside the project's dependencies", () => {
    const project = temporaryFolder();
    mkdirSync(join(project, "node_modules"));

    expect(moduleCacheFolder(project, OTHERWISE)).to.equal(
      join(project, "node_modules", ".cache", "secure-serverless-api"),
    );
  });

  it("is that of a workspace whose packages share their dependencies", () => {
    const workspace = temporaryFolder();
    mkdirSync(join(workspace, "node_modules"));
    mkdirSync(join(workspace, "packages", "api"), { recursive: true });

    expect(moduleCacheFolder(join(workspace, "packages", "api"), OTHERWISE)).to.equal(
      join(workspace, "node_modules", ".cache", "secure-serverless-api"),
    );
  });

  it("is the data folder if the dependencies are somebody else's", () => {
    const [project, other] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(other, join(project, "node_modules"));

    expect(moduleCacheFolder(project, OTHERWISE)).to.equal(OTHERWISE);
  });

  it("is the data folder if there are none", () => {
    expect(moduleCacheFolder("/nowhere/at/all", OTHERWISE)).to.equal(OTHERWISE);
  });

  describe("with another folder in the environment", () => {
    const before = process.env[MODULE_CACHE_VARIABLE];
    const pass = (folder: string | undefined): void => {
      if (folder === undefined) delete process.env[MODULE_CACHE_VARIABLE];
      else process.env[MODULE_CACHE_VARIABLE] = folder;
    };
    beforeEach(() => pass("/cache"));
    afterEach(() => pass(before));

    it("is that folder", () => {
      expect(moduleCacheFolder(temporaryFolder(), OTHERWISE)).to.equal("/cache");
    });

    it("is told to a thread, which keeps nothing without it", () => {
      expect(passedModuleCacheFile("background")).to.match(/^\/cache\/background-v[\d.]+-\w+\.modules$/);
      pass(undefined);
      expect(passedModuleCacheFile("background")).to.equal(undefined);
    });
  });
});
