import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import type { RunningCloud, StartOptions } from "../../local/start";
import { startLocalCloud } from "../../local/start";
import { rejection } from "./engine/rejection";
import {
  loadTypeScriptInChildren,
  removeTemporaryFolders,
  temporaryFolder,
  temporaryProject,
} from "./engine/temporary-project";

const SAMPLE = join(__dirname, "engine/programs/sample");

describe("the local cloud", function () {
  this.timeout(60_000);
  let running: RunningCloud[] = [];
  let log: string[] = [];

  before(loadTypeScriptInChildren);
  beforeEach(() => (log = []));
  afterEach(async () => {
    await Promise.all(running.map((cloud) => cloud.close()));
    running = [];
    removeTemporaryFolders();
  });

  async function start(options: Partial<StartOptions> = {}): Promise<RunningCloud> {
    const defaults = {
      directory: SAMPLE,
      stack: "dev",
      port: 0,
      dataFolder: temporaryFolder(),
      fresh: false,
      watch: false,
    };
    const cloud = await startLocalCloud({ ...defaults, log: (line) => log.push(line), ...options });
    running.push(cloud);
    return cloud;
  }

  /** A copy of the sample, to be edited. */
  function editableSample(): { directory: string; edit: (from: string, to: string) => void } {
    const directory = temporaryProject({});
    cpSync(SAMPLE, directory, { recursive: true });
    const file = join(directory, "index.ts");
    return {
      directory,
      edit: (from, to) => writeFileSync(file, readFileSync(file, "utf8").replace(from, to)),
    };
  }

  const greet = async (cloud: RunningCloud) => (await fetch(`${String(cloud.outputs.url)}/greeting`)).text();
  const logged = async (words: string) => {
    while (!log.some((line) => line.includes(words))) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it("serves what the program deploys, and lists it at /", async () => {
    const cloud = await start();

    expect(await greet(cloud)).to.equal("good morning");
    expect(await (await fetch(cloud.endpoint)).text()).to.contain("GET /greeting");
    expect(log.join("\n")).to.contain(`stage v1  ${cloud.endpoint}/v1`);
  });

  it("writes outputs.json: the stack's outputs without secrets, and how to reach it as its operator", async () => {
    const dataFolder = temporaryFolder();
    const cloud = await start({ dataFolder });
    const file = join(dataFolder, "outputs.json");
    const { outputs, local } = JSON.parse(readFileSync(file, "utf8"));

    expect(outputs).to.deep.equal(cloud.outputs).and.to.have.all.keys("url", "tableName");
    expect(local).to.deep.include({
      endpoint: cloud.endpoint,
      region: "eu-west-1",
      accountId: "000000000000",
    });
    expect(local.operator.accessKeyId).to.match(/^AKIA[A-Z2-7]{16}$/);
    expect(local.operator).to.have.all.keys("accessKeyId", "secretAccessKey");
    expect(statSync(file).mode & 0o077, "readable by its owner only").to.equal(0);
    expect(readdirSync(dataFolder).filter((name) => name.endsWith(".tmp"))).to.deep.equal([]);
  });

  it("gives the same names in the same data folder, and others after --fresh", async () => {
    const dataFolder = temporaryFolder();
    const tableName = async (fresh: boolean) => {
      const cloud = await start({ dataFolder, fresh });
      await cloud.close();
      return cloud.outputs.tableName;
    };
    const first = await tableName(false);

    expect(await tableName(false)).to.equal(first);
    expect(await tableName(true)).not.to.equal(first);
  });

  it("deploys an edit, keeps what was deployed when an edit fails, and goes on when it is mended", async () => {
    const { directory, edit } = editableSample();
    const cloud = await start({ directory, watch: true });

    edit('require("greeting")', 'require("greeting") + "!"');
    await logged("Deployed the change");
    expect(await greet(cloud)).to.equal("good morning!");

    edit("hashKey:", "hashKy:");
    await logged("The change was not deployed");
    expect(await greet(cloud)).to.equal("good morning!");
    expect(log.join("\n")).to.match(/aws:dynamodb\/table:Table "visits".*hashKey/);

    log = [];
    edit("hashKy:", "hashKey:");
    await logged("Deployed the change");
    expect(await greet(cloud)).to.equal("good morning!");
  });

  it("deploys an edit of the stack's configuration", async () => {
    const { directory } = editableSample();
    const cloud = await start({ directory, watch: true });

    writeFileSync(
      join(directory, "Pulumi.dev.yaml"),
      "config:\n  aws:region: eu-west-1\n  sample:greeting: hi\n",
    );
    await logged("Deployed the change");

    expect(await greet(cloud)).to.equal("hi");
  });

  it("fails with one message, listens nowhere and gives its folder free when the program fails", async () => {
    const dataFolder = temporaryFolder();
    const directory = temporaryProject({
      "index.ts": `import { s3 } from "@pulumi/aws";\nnew s3.Bucket("b");`,
    });

    expect(await rejection(start({ directory, dataFolder }))).to.match(
      /^aws:s3\/bucket:Bucket "b" \(index\.ts:2\): /,
    );
    expect(existsSync(join(dataFolder, "lock"))).to.equal(false);
    expect(existsSync(join(dataFolder, "outputs.json"))).to.equal(false);
    expect(await greet(await start({ dataFolder }))).to.equal("good morning");
  });

  it("fails when its port is in use, before anything runs", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;

    const message = await rejection(start({ port }));
    server.close();

    expect(message).to.contain(`port ${port} is in use`).and.to.contain("--port");
    expect(log).to.deep.equal([]);
  });

  it("fails when another one uses the data folder, and does not erase it", async () => {
    const dataFolder = temporaryFolder();
    const first = await start({ dataFolder });

    expect(await rejection(start({ dataFolder }))).to.contain("is in use");
    expect(await rejection(start({ dataFolder, fresh: true }))).to.contain("is in use");
    expect(await greet(first)).to.equal("good morning");
  });

  it("erases no folder that it did not make", async () => {
    const folder = join(temporaryFolder(), "photographs");
    mkdirSync(folder);
    writeFileSync(join(folder, "a.jpg"), "");

    expect(await rejection(start({ dataFolder: folder, fresh: true }))).to.contain(
      "was not made by the local cloud",
    );
    expect(existsSync(join(folder, "a.jpg"))).to.equal(true);
  });
});
