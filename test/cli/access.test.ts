import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parseAccessArguments } from "../../cli/access";
import { UsageError } from "../../cli/usage-error";
import { parseReport } from "../../policies/access/compare-reports";
import {
  loadTypeScriptInChildren,
  removeTemporaryFolders,
  temporaryProject,
} from "../local/engine/temporary-project";
import { Command, type Ended } from "./command";

const ROOT = join(__dirname, "../..");

/** A role that may do these things to a table. */
const program = (actions: string, more = ""): string => `
  import * as aws from "@pulumi/aws";
  const notes = new aws.dynamodb.Table("notes", { hashKey: "id", attributes: [{ name: "id", type: "S" }], billingMode: "PAY_PER_REQUEST" });
  const trust = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }] };
  const role = new aws.iam.Role("reader", { assumeRolePolicy: JSON.stringify(trust) });
  new aws.iam.RolePolicy("reader", { role: role.id, policy: notes.arn.apply((arn) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ${actions}, Resource: arn }] })) });
  console.log("the program's own words");
  ${more}`;

describe("secure-serverless-api access", function () {
  this.timeout(60_000);
  before(loadTypeScriptInChildren);

  let commands: Command[] = [];
  const run = (args: readonly string[], folder: string): Promise<Ended> => {
    const started = new Command(["access", ...args], folder);
    commands.push(started);
    return started.ended;
  };
  afterEach(async () => {
    await Promise.all(commands.map((one) => one.kill("SIGKILL")));
    commands = [];
    removeTemporaryFolders();
  });

  it("has defaults for everything", () => {
    expect(parseAccessArguments([], "/p")).to.deep.equal({ stack: "dev", format: "table" });
    expect(parseAccessArguments(["--compare", "a.json"], "/p")).to.include({ compare: "/p/a.json" });
    expect(parseAccessArguments(["--help"], "/p")).to.equal(undefined);
  });

  const wrong: readonly (readonly [args: string[], message: RegExp])[] = [
    [["--stakc", "dev"], /--stakc/],
    [["--stack", "../x"], /--stack \.\.\/x/],
    [["--format", "html"], /--format html: a report is a table, markdown or json/],
    [["--format", "toString"], /--format toString/],
    [["extra"], /extra/],
  ];
  for (const [args, message] of wrong) {
    it(`refuses ${args.join(" ")}`, () => {
      expect(() => parseAccessArguments(args, "/p")).to.throw(UsageError, message);
    });
  }

  it("prints the report, and what the program prints beside it, the same at every run", async () => {
    const folder = temporaryProject({ "index.ts": program('["dynamodb:GetItem"]') });
    const [first, second] = [await run([], folder), await run([], folder)];

    expect(first).to.include({ code: 0, stderr: "the program's own words\n" });
    expect(first.stdout).to.match(/^Access in sample, stack dev\n/);
    expect(first.stdout).to.match(/role reader\n.*\n {2}Allow {2}dynamodb:GetItem {2}\$\{notes\.arn\}\n/);
    expect(second.stdout).to.equal(first.stdout);
  });

  it("ends with 1 and says what is wider than a report in a file, and with 0 where only less is granted", async () => {
    const folder = temporaryProject({ "index.ts": program('["dynamodb:GetItem"]') });
    const narrow = await run(["--format", "json"], folder);
    writeFileSync(join(folder, "narrow.json"), narrow.stdout);
    writeFileSync(join(folder, "index.ts"), program('["dynamodb:GetItem", "dynamodb:PutItem"]'));

    const widened = await run(["--compare", "narrow.json"], folder);
    const wide = await run(["--format", "json"], folder);
    writeFileSync(join(folder, "wide.json"), wide.stdout);
    writeFileSync(join(folder, "index.ts"), program('["dynamodb:GetItem"]'));
    const narrowed = await run(["--compare", "wide.json"], folder);
    const same = await run(["--compare", "narrow.json", "--format", "json"], folder);

    expect(widened.code).to.equal(1);
    expect(widened.stdout).to.equal(
      "Somebody may do more than before:\n  + role reader may dynamodb:PutItem on ${notes.arn}\n",
    );
    expect(narrowed.code).to.equal(0);
    expect(narrowed.stdout).to.match(
      /^Nobody may do more than before\. Somebody may do less:\n {2}- role reader may/,
    );
    expect(same).to.include({ code: 0, stdout: '{\n  "widens": [],\n  "narrows": []\n}\n' });
  });

  it("ends with 2 for a file that is no report, before it runs anything", async () => {
    const folder = temporaryProject({ "index.ts": "throw new Error('not to be run')", "old.json": "{}" });
    const [missing, other] = await Promise.all([
      run(["--compare", "none.json"], folder),
      run(["--compare", "old.json"], folder),
    ]);

    expect(missing).to.include({ code: 2, stdout: "" });
    expect(missing.stderr).to.match(
      /^--compare \S+none\.json: ENOENT[^]*\n\nUsage: secure-serverless-api access/,
    );
    expect(other.stderr).to.match(/^--compare \S+old\.json: it is no access report/);
  });

  it("ends with 1 and one message that names resource and line when the program fails", async () => {
    const folder = temporaryProject({ "index.ts": `import { s3 } from "@pulumi/aws";\nnew s3.Bucket("b");` });
    const { code, stdout, stderr } = await run([], folder);

    expect([code, stdout]).to.deep.equal([1, ""]);
    expect(stderr).to.match(/^aws:s3\/bucket:Bucket "b" \(index\.ts:2\): [^\n]*\n$/);
  });

  it("shows no unused grant, no missing one and no way up in this repository's own stacks, and what is checked in", async () => {
    const stacks = ["dev", "prod"];
    const ended = await Promise.all(stacks.map((stack) => run(["--stack", stack, "--format", "json"], ROOT)));

    for (const [index, stack] of stacks.entries()) {
      const { stdout, stderr } = ended[index]!;
      const { unused, missing, unknown, escalations } = parseReport(stdout || stderr);
      expect({ unused, missing, unknown, escalations }, stack).to.deep.equal({
        unused: [],
        missing: [],
        unknown: [],
        escalations: [],
      });
      expect(stdout, stack).to.equal(readFileSync(join(ROOT, `docs/access.${stack}.json`), "utf8"));
    }
  });
});
