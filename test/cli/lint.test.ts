import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parseLintArguments } from "../../cli/lint";
import { findBrokenLine, findStatementLines } from "../../cli/statement-lines";
import { UsageError } from "../../cli/usage-error";
import {
  loadTypeScriptInChildren,
  removeTemporaryFolders,
  temporaryFolder,
  temporaryProject,
} from "../local/engine/temporary-project";
import { Command, type Ended } from "./command";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";
const GOOD = `{ "Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "${QUEUE}" }`;
const WRONG = `{ "Effect": "Allow", "Action": "sqs:SendMesage", "Resource": "${QUEUE}" }`;
const WARNED = `{ "Effect": "Allow", "Action": "sqs:Add*", "Resource": "${QUEUE}" }`;
const documentOf = (...statements: string[]): string =>
  `{\n  "Version": "2012-10-17",\n  "Statement": [\n${statements.map((text) => `    ${text}`).join(",\n")}\n  ]\n}\n`;

describe("secure-serverless-api lint", function () {
  this.timeout(60_000);
  before(loadTypeScriptInChildren);
  afterEach(removeTemporaryFolders);

  const run = (args: readonly string[], folder = temporaryFolder()): Promise<Ended> =>
    new Command(["lint", ...args], folder).ended;
  const runOn = (text: string, ...options: string[]): Promise<Ended> => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "policy.json"), text);
    return run(["policy.json", ...options], folder);
  };

  const WRONG_ARGUMENTS: readonly (readonly [args: string[], message: RegExp])[] = [
    [[], /name a file or a stack/],
    [["a.json", "b.json"], /b\.json: only one/],
    [["a.json", "--fix"], /--fix/],
    [
      ["a.json", "--kind", "policy"],
      /--kind policy: use identity, resource, trust, boundary, session, serviceControl/,
    ],
    [["a.json", "--format", "xml"], /--format xml: use text, json/],
    [["a.json", "--stored-as", "queue"], /--stored-as queue: use managed, role, user, group/],
    [["a.json", "--deployer", "me"], /--deployer me: give the ARN/],
    [["a.json", "--deployer", "sns.amazonaws.com"], /--deployer sns\.amazonaws\.com: give the ARN/],
  ];
  for (const [args, message] of WRONG_ARGUMENTS) {
    it(`refuses ${args.join(" ") || "no argument"}`, () => {
      expect(() => parseLintArguments(args)).to.throw(UsageError, message);
    });
  }

  it("has defaults for everything but what it lints", () => {
    expect(parseLintArguments(["dev"])).to.deep.equal({ target: "dev", format: "text", strict: false });
    expect(parseLintArguments(["--help"])).to.equal(undefined);
  });

  it("tells how it is used", async () => {
    const { code, stdout } = await run(["--help"]);

    expect(code).to.equal(0);
    expect(stdout).to.match(/^Usage: secure-serverless-api lint <file\|stack> \[options\]/);
  });

  it("used wrongly, says how it is used and ends with code 2", async () => {
    const { code, stdout, stderr } = await run(["policy.json"]);

    expect(code).to.equal(2);
    expect(stdout).to.equal("");
    expect(stderr).to.match(/^cannot read policy\.json: ENOENT\n\nUsage: secure-serverless-api lint/);
  });

  it("ends with code 0 for a file in which nothing is found", async () => {
    expect(await runOn(documentOf(GOOD))).to.deep.include({
      code: 0,
      stdout: "0 errors, 0 warnings in 1 document\n",
      stderr: "",
    });
  });

  it("names the line where a statement begins, and ends with code 1 for an error", async () => {
    const { code, stdout } = await runOn(documentOf(GOOD, WRONG, WARNED));

    expect(code).to.equal(1);
    expect(stdout.split("\n")).to.deep.equal([
      "error: Policy (policy.json:5) Statement[1]: sqs has no action SendMesage: write SendMessage if that is meant. [unknown-action]",
      "warning: Policy (policy.json:6) Statement[2]: sqs:Add* grants the management of permissions (AddPermission), and what AWS adds to it later: name the actions. [wildcard-permissions]",
      "1 error, 1 warning in 1 document",
      "",
    ]);
  });

  it("ends with code 0 for a warning, with --strict with code 1", async () => {
    const [lenient, strict] = await Promise.all([
      runOn(documentOf(WARNED)),
      runOn(documentOf(WARNED), "--strict"),
    ]);

    expect(lenient.code).to.equal(0);
    expect(strict.code).to.equal(1);
    expect(strict.stdout).to.equal(lenient.stdout);
  });

  it("prints JSON for programs", async () => {
    const { code, stdout } = await runOn(documentOf(WRONG), "--format", "json");

    expect(code).to.equal(1);
    expect(JSON.parse(stdout)).to.deep.equal({
      documents: 1,
      findings: [
        {
          severity: "error",
          check: "unknown-action",
          statement: 0,
          source: { file: "policy.json", line: 4 },
          message:
            "Policy (policy.json:4) Statement[0]: sqs has no action SendMesage: write SendMessage if that is meant.",
        },
      ],
    });
  });

  const TRUST = `{ "Effect": "Allow", "Action": "sts:AssumeRole", "Principal": { "AWS": "444455556666" } }`;
  const DENY = `{ "Effect": "Deny", "Action": "sqs:*", "Principal": "*", "Resource": "${QUEUE}" }`;
  const OPTIONS: readonly [what: string, text: string, options: string[], code: number, says: string][] = [
    ["the kind that it finds", documentOf(TRUST), [], 0, "[cross-account-trust]"],
    ["another kind", documentOf(GOOD), ["--kind", "resource"], 1, "Statement[0] needs a Principal"],
    [
      "the limit of a user",
      documentOf(...Array<string>(9).fill(WRONG.replace("orders", "x".repeat(200)))),
      ["--stored-as", "user"],
      1,
      "AWS takes 2048",
    ],
    [
      "who deploys",
      documentOf(DENY),
      ["--deployer", "arn:aws:iam::111122223333:role/ci"],
      0,
      "[denied-deployer]",
    ],
    [
      "the deployer's own account",
      documentOf(TRUST),
      ["--deployer", "arn:aws:iam::444455556666:role/ci"],
      0,
      "0 warnings",
    ],
    [
      "the deployer's partition",
      documentOf(GOOD),
      ["--deployer", "arn:aws-cn:iam::111122223333:role/ci"],
      1,
      "write arn:aws-cn:",
    ],
    [
      "API Gateway's short form",
      documentOf(DENY.replace("sqs:*", "execute-api:Invoke").replace(QUEUE, "execute-api:/v1/GET/*")),
      [],
      0,
      "0 errors, 0 warnings",
    ],
    [
      "a statement that cannot be read",
      documentOf(GOOD, GOOD.replace("Allow", "allow")),
      [],
      1,
      "error: Policy (policy.json:5): Statement[1].Effect",
    ],
    ["a statement alone", `{\n"Statement":\n${WRONG} }`, [], 1, "Policy (policy.json:3) Statement[0]"],
  ];
  for (const [what, text, options, code, says] of OPTIONS) {
    it(`considers ${what}`, async () => {
      const ended = await runOn(text, ...options);

      expect(ended.stdout).to.include(says);
      expect(ended.code).to.equal(code);
    });
  }

  it("names the line where a text is no JSON", async () => {
    const { code, stdout } = await runOn(`{\n  "Version": "2012-10-17",\n  "Statement": nothing\n}`);

    expect(code).to.equal(1);
    expect(stdout).to.match(
      /^error: Policy \(policy\.json:3\): the policy document is no JSON: .* \[malformed\]\n/,
    );
  });

  it("refuses the kind of a document of an identity beside another kind", async () => {
    const { code, stderr } = await runOn(documentOf(GOOD), "--kind", "trust", "--stored-as", "user");

    expect(code).to.equal(2);
    expect(stderr).to.match(/^--stored-as is about documents of identities, and --kind is trust/);
  });

  describe("of a stack", () => {
    const project = (statement: string) =>
      temporaryProject({
        "Pulumi.dev.yaml": "config:\n  aws:region: eu-west-1\n",
        "index.ts": [
          'import { Role, RolePolicy } from "@pulumi/aws/iam";',
          "const statement = (more: object) =>",
          '  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...more }] });',
          'const role = new Role("worker", {',
          '  assumeRolePolicy: statement({ Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }),',
          "});",
          'new RolePolicy("send", {',
          "  role: role.id,",
          `  policy: statement(${statement}),`,
          "});",
        ].join("\n"),
      });

    it("lints each document with its resource and the line that made it", async () => {
      const folder = project(`{ Action: "sqs:SendMesage", Resource: "${QUEUE}" }`);
      const { code, stdout } = await run(["dev"], folder);

      expect(stdout.split("\n")).to.deep.equal([
        'error: Policy "send (policy)" (index.ts:7) Statement[0]: sqs has no action SendMesage: write SendMessage if that is meant. [unknown-action]',
        "1 error, 0 warnings in 2 documents",
        "",
      ]);
      expect(code).to.equal(1);
    });

    it("prints the resource in JSON", async () => {
      const folder = project(`{ Action: "sqs:Add*", Resource: "${QUEUE}" }`);
      const { code, stdout } = await run(["dev", "--format", "json", "--strict"], folder);
      const { documents, findings } = JSON.parse(stdout) as { documents: number; findings: object[] };

      expect(documents).to.equal(2);
      expect(findings).to.have.length(1);
      expect(findings[0]).to.deep.include({
        check: "wildcard-permissions",
        source: { file: "index.ts", line: 7 },
        resource: { type: "aws:iam/rolePolicy:RolePolicy", name: "send", property: "policy" },
      });
      expect(code).to.equal(1);
    });

    it("finds nothing in a good one", async () => {
      const folder = project(`{ Action: "sqs:SendMessage", Resource: "${QUEUE}" }`);

      expect(await run(["dev"], folder)).to.deep.include({
        code: 0,
        stdout: "0 errors, 0 warnings in 2 documents\n",
      });
    });

    it("takes no kind, which its resources say", async () => {
      const { code, stderr } = await run(["dev", "--kind", "trust"]);

      expect(code).to.equal(2);
      expect(stderr).to.match(/^--kind and --stored-as are for files/);
    });

    it("fails where there is no program", async () => {
      const { code, stderr } = await run(["dev"]);

      expect(code).to.equal(1);
      expect(stderr).to.match(/@pulumi\/pulumi is not installed/);
    });
  });
});

describe("the line where a text is no JSON", () => {
  const CASES: readonly [what: string, text: string, line: number][] = [
    ["a comment", '{\n"a": 1, // why\n"b": 2 }', 2],
    ["single quotes", "{\n\n'a': 1 }", 3],
    ["a comma too few", '{\n"a": 1\n"b": 2 }', 3],
    ["nothing", "", 1],
  ];
  for (const [what, text, line] of CASES) {
    it(`is found for ${what}`, () => {
      let error: unknown;
      try {
        JSON.parse(text);
      } catch (thrown) {
        error = thrown;
      }

      expect(findBrokenLine(text, error as Error)).to.equal(line);
    });
  }
});

describe("the lines of statements", () => {
  const CASES: readonly [what: string, json: string, lines: number[]][] = [
    ["a list", '{\n"Statement": [\n{},\n\n{ "Condition": {\n} },{}]\n}', [3, 5, 6]],
    ["one alone", '{ "Id": "x",\n"Statement":\n\n{ "Action": ["a"] } }', [4]],
    ["before other elements", '{ "Statement": {\n"Condition": {} },\n"Other": {} }', [1]],
    ["a text that looks like one", '{ "Id": "Statement", "Other": {},\n"Statement": [{ "Sid": "{" }] }', [2]],
    ["a statement inside a statement", '{ "Statement": [{ "Statement": [{}] }] }', [1]],
    ["none", "{}", []],
  ];
  for (const [what, json, lines] of CASES) {
    it(`are found in ${what}`, () => {
      expect(findStatementLines(json)).to.deep.equal(lines);
    });
  }
});
