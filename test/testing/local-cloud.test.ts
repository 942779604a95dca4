import { request } from "node:http";
import { join } from "node:path";
import { expect, use } from "chai";
import { startLocalCloud, type RunningCloud } from "../../local/start";
import { iam, MisuseError, readLocalCloud } from "../../testing";
import {
  loadTypeScriptInChildren,
  removeTemporaryFolders,
  temporaryFolder,
} from "../local/engine/temporary-project";
import { failure, misuse } from "./thrown";

use(iam);

describe("allow, of a deployed local cloud", function () {
  this.timeout(60_000);
  const dataFolder = temporaryFolder();
  let running: RunningCloud;

  before(async () => {
    loadTypeScriptInChildren();
    running = await startLocalCloud({
      directory: join(__dirname, "../local/engine/programs/sample"),
      stack: "dev",
      port: 0,
      dataFolder,
      fresh: false,
      watch: false,
      log: () => undefined,
    });
  });
  after(async () => {
    await running.close();
    removeTemporaryFolders();
  });

  it("knows what is deployed, from the data folder or the endpoint alone", async () => {
    for (const options of [{ dataFolder }, { endpoint: running.endpoint }]) {
      const cloud = await readLocalCloud(options);

      expect(cloud).to.allow("dynamodb:GetItem").on("visits").for("greet");
      expect(cloud).not.to.allow("dynamodb:PutItem").on("visits").for("greet");
      expect(cloud).to.allow("execute-api:Invoke").on("GET /greeting").for("anonymous");
      expect(cloud).to.allow("sts:AssumeRole").on("greet").for("lambda.amazonaws.com");
    }
  });

  it("explains failures and misuse as of a graph", async () => {
    const cloud = await readLocalCloud({ dataFolder });

    expect(failure(() => expect(cloud).to.allow("dynamodb:PutItem").on("visits").for("greet"))).to.match(
      /^Denied arn:aws:iam::000000000000:role\/greet-/,
    );
    expect(
      misuse(() => expect(cloud).not.to.allow("dynamodb:PutItem").on("visits").for("nobody")),
    ).to.contain("there are greet");
  });

  it("tells documents and names only, no environment, secret or key", async () => {
    const text = await (await fetch(`${running.endpoint}/_access`)).text();

    expect(text)
      .to.contain("dynamodb:GetItem")
      .and.not.to.match(/s3cret|GREETING|AKIA|secretAccessKey/);
  });

  const ask = (options: { method?: string; headers?: Record<string, string> }) =>
    new Promise<number>((resolve, reject) => {
      const { port } = new URL(running.endpoint);
      const sent = request({ host: "127.0.0.1", port, path: "/_access", ...options }, (reply) => {
        reply.resume();
        resolve(reply.statusCode ?? 0);
      });
      sent.on("error", reject).end();
    });

  it("answers no page, no other name of this machine, and nothing but GET", async () => {
    expect(await ask({})).to.equal(200);
    expect(await ask({ headers: { origin: "http://localhost:4510" } })).to.equal(403);
    expect(await ask({ headers: { origin: "null" } })).to.equal(403);
    expect(await ask({ headers: { host: "attacker.example" } })).to.equal(403);
    expect(await ask({ method: "POST" })).to.equal(405);
  });

  it("is an error where none runs", async () => {
    const cases = [
      [{ endpoint: "http://127.0.0.1:9" }, "no local cloud answers at http://127.0.0.1:9"],
      [{ dataFolder: join(dataFolder, "none") }, "outputs.json: start the local cloud"],
    ] as const;
    for (const [options, message] of cases) {
      const error = await readLocalCloud(options).catch((thrown: unknown) => thrown);

      expect(error).to.be.instanceOf(MisuseError);
      expect((error as Error).message).to.contain(message);
    }
  });
});
