import { expect } from "chai";
import LeastRecentlyUsed from "../../callbacks/run-time/least-recently-used";
import { loadSharedConfigFiles } from "../../callbacks/run-time/shared-configuration";

describe("what stands in for parts of the AWS SDK", () => {
  it("remembers what was used last, and counts a look as no use", () => {
    const known = new LeastRecentlyUsed<number>(2);
    known.set("a", 1);
    known.set("b", 2);
    known.get("a");
    known.peek("b");
    known.set("c", 3);

    expect([known.has("a"), known.has("b"), known.get("c"), known.get("b")]).to.deep.equal([
      true,
      false,
      3,
      undefined,
    ]);
    known.clear();
    expect(known.has("a")).to.equal(false);
  });

  describe("for files of configuration", () => {
    const variable = "AWS_CONFIG_FILE";
    const before = process.env[variable];
    afterEach(() => {
      if (before === undefined) delete process.env[variable];
      else process.env[variable] = before;
    });

    it("says that there are none", async () => {
      process.env[variable] = "/no/such/file";

      expect(await loadSharedConfigFiles()).to.deep.equal({ configFile: {}, credentialsFile: {} });
    });

    it("refuses one that it would have to read", async () => {
      process.env[variable] = __filename;
      const outcome = await loadSharedConfigFiles().catch((error: unknown) => error);

      expect((outcome as Error).message).to.match(
        /^AWS_CONFIG_FILE names .*stand-ins\.test\.ts, which functions do not read/,
      );
    });
  });
});
