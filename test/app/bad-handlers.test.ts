import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startLocalCloud, type RunningCloud } from "../../local/start";
import { loadTypeScriptInChildren } from "../local/engine/temporary-project";

loadTypeScriptInChildren();

describe("a handler that misbehaves costs its own request, and nothing else", function () {
  this.timeout(60_000);
  const data = mkdtempSync(join(tmpdir(), "bad-handlers-"));
  let cloud: RunningCloud;
  before(async () => {
    const directory = join(__dirname, "programs", "bad-handlers");
    cloud = await startLocalCloud({
      directory,
      stack: "dev",
      port: 0,
      dataFolder: data,
      fresh: false,
      watch: false,
      log: () => {},
    });
  });
  after(async () => {
    await cloud?.close();
    rmSync(data, { recursive: true, force: true });
  });

  const get = async (path: string) => {
    const response = await fetch(`${String(cloud.outputs["url"])}${path}`);
    return { status: response.status, body: (await response.json()) as unknown };
  };

  const BAD = [
    "/throws",
    "/rejects-later",
    "/exits",
    "/kills",
    "/loops",
    "/never-answers",
    "/fills-its-heap",
    "/fills-buffers",
    "/answers-too-much",
    "/answers-in-circles",
    "/throws-without-a-message-behind-templates",
    "/answers-201-behind-templates",
  ];
  for (const path of BAD) {
    it(path.slice(1).replaceAll("-", " "), async () => {
      const good = [get("/good"), get("/good")];
      const bad = [await get(path), await get(path)];

      expect(bad.map(({ status }) => status)).to.satisfy((all: number[]) =>
        all.every((status) => status === 502 || status === 504),
      );
      expect(bad[0]!.body).to.deep.equal({
        message: bad[0]!.status === 502 ? "Internal server error" : "Endpoint request timed out",
      });
      expect(await Promise.all([...good, get("/good")])).to.deep.equal(
        Array(3).fill({ status: 200, body: { good: true } }),
      );
    });
  }
});
