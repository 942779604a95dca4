import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { parseLocalArguments } from "../../cli/local";
import { UsageError } from "../../cli/usage-error";
import {
  loadTypeScriptInChildren,
  removeTemporaryFolders,
  temporaryFolder,
  temporaryProject,
} from "../local/engine/temporary-project";
import { Command } from "./command";

const SAMPLE = join(__dirname, "../local/engine/programs/sample");

describe("secure-serverless-api local", function () {
  this.timeout(60_000);
  before(loadTypeScriptInChildren);

  let commands: Command[] = [];
  const command = (args: readonly string[], folder = SAMPLE): Command => {
    const started = new Command(args, folder);
    commands.push(started);
    return started;
  };
  afterEach(async () => {
    await Promise.all(commands.map((one) => one.kill("SIGKILL")));
    commands = [];
    removeTemporaryFolders();
  });

  it("has defaults for everything", () => {
    expect(parseLocalArguments([], "/p")).to.deep.equal({
      stack: "dev",
      port: 4510,
      dataFolder: "/p/.local/dev",
      fresh: false,
      watch: true,
      runtime: "worker",
    });
  });

  it("keeps the data of each stack apart, unless told where", () => {
    expect(parseLocalArguments(["--stack", "prod"], "/p")?.dataFolder).to.equal("/p/.local/prod");
    expect(parseLocalArguments(["--data", "x"], "/p")?.dataFolder).to.equal("/p/x");
  });

  it("lets a debugger attach where it is told, or where debuggers look first", () => {
    expect(parseLocalArguments(["--inspect"], "/p")?.inspectPort).to.equal(9229);
    expect(parseLocalArguments(["--inspect=9300", "--runtime", "fork"], "/p")).to.include({
      inspectPort: 9300,
      runtime: "fork",
    });
  });

  const wrong: readonly (readonly [args: string[], message: RegExp])[] = [
    [["--prot", "1"], /--prot/],
    [["--port", "http"], /--port http: a port is a number/],
    [["--port", "65536"], /--port 65536/],
    [["--port"], /--port/],
    [["--fresh=yes"], /--fresh/],
    [["--stack", "../x"], /--stack \.\.\/x/],
    [["extra"], /extra/],
    [["--runtime", "docker"], /--runtime docker: functions run in worker or fork/],
    [["--inspect=80"], /--inspect=80: a debugger's port/],
    [["--inspect", "9229"], /9229/],
  ];
  for (const [args, message] of wrong) {
    it(`refuses ${args.join(" ")}`, () => {
      expect(() => parseLocalArguments(args, "/p")).to.throw(UsageError, message);
    });
  }

  const ends: readonly { args: string[]; code: number; stdout?: RegExp; stderr?: RegExp }[] = [
    { args: ["--version"], code: 0, stdout: /^\d+\.\d+\.\d+\n$/ },
    { args: ["--help"], code: 0, stdout: /^Usage: secure-serverless-api <command>/ },
    { args: ["local", "--help"], code: 0, stdout: /--no-watch/ },
    { args: [], code: 2, stderr: /^a command is missing\n\nUsage:/ },
    { args: ["lcoal"], code: 2, stderr: /^unknown command or option: lcoal\n\nUsage:/ },
    { args: ["local", "--nope"], code: 2, stderr: /--nope[^]*\n\nUsage: secure-serverless-api local/ },
  ];
  for (const { args, code, stdout = /^$/, stderr = /^$/ } of ends) {
    it(`ends with ${code} for "${args.join(" ")}"`, async () => {
      const ended = await command(args).ended;

      expect(ended).to.include({ code });
      expect(ended.stdout).to.match(stdout);
      expect(ended.stderr).to.match(stderr);
    });
  }

  it("ends with 1 and one message that names resource and line when the program fails", async () => {
    const folder = temporaryProject({ "index.ts": `import { s3 } from "@pulumi/aws";\nnew s3.Bucket("b");` });
    const { code, stderr } = await command(["local", "--port", "0"], folder).ended;

    expect(code).to.equal(1);
    expect(stderr).to.match(/^aws:s3\/bucket:Bucket "b" \(index\.ts:2\): [^\n]*\n$/);
  });

  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    it(`ends with 0 on ${signal}, and gives the data folder free`, async () => {
      const data = temporaryFolder();
      const running = command(["local", "--port", "0", "--data", data]);
      await running.printed("Ready");

      expect(await running.kill(signal)).to.include({ code: 0, signal: null, stderr: "" });
      expect(existsSync(join(data, "lock"))).to.equal(false);
    });
  }

  it("keeps what was written, and its operator's keys, after SIGKILL", async () => {
    const data = temporaryFolder();
    const args = ["local", "--port", "0", "--data", data];
    const killed = command(args);
    await killed.printed("Ready");
    const item = { visitor: { S: "ann" }, count: { N: "1" } };
    const before = outputsOf(data);
    await client(before).send(new PutItemCommand({ TableName: before.outputs.tableName, Item: item }));
    await killed.kill("SIGKILL");

    await command(args).printed("Ready");
    const after = outputsOf(data);
    const found = await client(after).send(
      new GetItemCommand({ TableName: after.outputs.tableName, Key: { visitor: item.visitor } }),
    );

    expect(found.Item).to.deep.equal(item);
    expect(after.local.operator).to.deep.equal(before.local.operator);
  });
});

interface Outputs {
  readonly outputs: { readonly tableName: string };
  readonly local: {
    readonly endpoint: string;
    readonly region: string;
    readonly operator: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

const outputsOf = (data: string) => JSON.parse(readFileSync(join(data, "outputs.json"), "utf8")) as Outputs;

const client = ({ local }: Outputs) =>
  new DynamoDBClient({ endpoint: local.endpoint, region: local.region, credentials: local.operator });
