import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { buildSync, type BuildOptions } from "esbuild";
import { commandsIn } from "../../cli/function-commands";
import type { CodeCommands } from "../../policies/access/read-functions";
import { record } from "../policies/access/records";
import { removeTemporaryFolders, temporaryProject } from "../local/engine/temporary-project";

/** What is found in the bundle of a handler with these files. */
function commandsOf(files: Readonly<Record<string, string>>, options: BuildOptions = {}): string[] {
  const folder = temporaryProject(files);
  const outfile = join(folder, "out/index.js");
  buildSync({
    entryPoints: [join(folder, "handler.ts")],
    outfile,
    absWorkingDir: folder,
    bundle: true,
    platform: "node",
    format: "cjs",
    minify: true,
    keepNames: true,
    sourcemap: true,
    preserveSymlinks: true,
    logLevel: "silent",
    mainFields: ["module", "main"],
    // A third of a client, and in Lambda none of it is called.
    external: ["@aws-sdk/credential-provider-node"],
    ...options,
  });
  const found = read(join(folder, "out"));
  if (!("commands" in found)) throw new Error(found.unknownBecause);
  return found.commands.map(({ client, operation }) => `${client}.${operation}`).sort();
}

function read(path: string): CodeCommands {
  const code = { $archive: true, path };
  return commandsIn("/")(record("aws:lambda/function:Function", "f", { code, handler: "index.handler" }));
}

const DOCUMENTS = `
  import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
  import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
  export const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));`;
const ENDPOINTS = "DynamoDB.DescribeEndpoints";

describe("the AWS SDK's commands in a function's code", function () {
  this.timeout(60_000);
  afterEach(removeTemporaryFolders);

  const put = {
    "documents.ts": DOCUMENTS,
    "handler.ts": `
      import { PutCommand } from "@aws-sdk/lib-dynamodb";
      import { documents } from "./documents";
      export const handler = () => documents.send(new PutCommand({ TableName: "t", Item: {} }));`,
  };
  for (const [form, mainFields] of [
    ["ES modules", ["module", "main"]],
    ["CommonJS", ["main"]],
  ] as const) {
    it(`are those that the author's code makes, not those that packages of ${form} carry along`, () => {
      const found = commandsOf(put, { mainFields: [...mainFields] }).filter((one) => one !== ENDPOINTS);

      expect(found).to.deep.equal(["DynamoDB.PutItem"]);
    });
  }

  it("are also those behind a paginator that is used", () => {
    const found = commandsOf({
      "documents.ts": DOCUMENTS,
      "handler.ts": `
        import { paginateQuery } from "@aws-sdk/lib-dynamodb";
        import { documents as client } from "./documents";
        export const handler = async () => { for await (const page of paginateQuery({ client }, { TableName: "t" })) console.log(page); };`,
    });

    expect(found).to.deep.equal(["DynamoDB.Query", ENDPOINTS].sort());
  });

  for (const [rule, text] of [
    [
      "of the plain client",
      `import { DynamoDB } from "@aws-sdk/client-dynamodb"; export const handler = () => new DynamoDB({}).getItem({} as never);`,
    ],
    [
      "of the document client",
      `import { DynamoDBClient } from "@aws-sdk/client-dynamodb"; import { DynamoDBDocument } from "@aws-sdk/lib-dynamodb"; export const handler = () => DynamoDBDocument.from(new DynamoDBClient({})).get({} as never);`,
    ],
  ] as const) {
    it(`cannot be told for methods ${rule}, which stand for all operations`, () => {
      expect(commandsOf({ "handler.ts": text })).to.deep.equal(["DynamoDB.*"]);
    });
  }

  it("are those of every client, without those that look for credentials, also in a bundle that is not minified", () => {
    const files = {
      "handler.ts": `
        import { LambdaClient, InvokeCommand } from "@aws-sdk/client-lambda";
        import { STSClient, AssumeRoleCommand } from "@aws-sdk/client-sts";
        export const handler = async () => { await new LambdaClient({}).send(new InvokeCommand({ FunctionName: "f" })); return new STSClient({}).send(new AssumeRoleCommand({ RoleArn: "r", RoleSessionName: "s" })); };`,
    };

    expect(commandsOf(files, { minify: false, keepNames: false, external: [] })).to.deep.equal([
      "Lambda.Invoke",
      "STS.AssumeRole",
    ]);
  });

  for (const [rule, text] of [
    [
      "a named import",
      `import { GetItemCommand } from "@aws-sdk/client-dynamodb"; export const handler = () => new GetItemCommand({} as never);`,
    ],
    [
      "a namespace",
      `import * as sdk from "@aws-sdk/client-dynamodb"; export const handler = () => new sdk.GetItemCommand({} as never);`,
    ],
    [
      "require",
      `export const handler = () => { const { GetItemCommand } = require("@aws-sdk/client-dynamodb"); return new GetItemCommand({}); };`,
    ],
  ] as const) {
    it(`are found by ${rule} where the SDK lies beside the bundle`, () => {
      expect(commandsOf({ "handler.ts": text }, { external: ["@aws-sdk/*"] })).to.deep.equal([
        "dynamodb.GetItem",
      ]);
    });
  }

  it("are found in a package that was bundled as CommonJS", () => {
    const files = {
      "lib/node_modules/sdk.js": `
        class Command {}
        exports.GetItemCommand = class extends Command { names() { return ["DynamoDBClient", "GetItemCommand"]; } };
        exports.ScanCommand = class extends Command { names() { return ["DynamoDBClient", "ScanCommand"]; } };`,
      "handler.ts": `import * as sdk from "./lib/node_modules/sdk"; export const handler = () => new sdk.GetItemCommand();`,
    };

    expect(commandsOf(files)).to.include("DynamoDB.GetItem");
  });

  it("are found in the form of earlier versions of the SDK", () => {
    const sdk = `
      export class Command { static classBuilder() { return { s: () => ({ n: (client, name) => ({ build: () => Command }) }) }; } }
      export class GetItemCommand extends Command.classBuilder().s("DynamoDB_20120810", "GetItem").n("DynamoDBClient", "GetItemCommand").build() {}
      export class ScanCommand extends Command.classBuilder().s("DynamoDB_20120810", "Scan").n("DynamoDBClient", "ScanCommand").build() {}
      export const paginateScan = ((command) => () => new command())(ScanCommand);`;
    const found = commandsOf({
      "lib/node_modules/sdk/index.js": sdk,
      "handler.ts": `import { GetItemCommand } from "./lib/node_modules/sdk/index.js"; export const handler = () => new GetItemCommand();`,
    });

    expect(found).to.deep.equal(["DynamoDB.GetItem"]);
  });

  it("cannot be told in a bundle that is wrapped in a function", () => {
    const files = {
      "lib/node_modules/sdk.js": `
        class Command {}
        export class GetItemCommand extends Command { names() { return ["DynamoDBClient", "GetItemCommand"]; } }`,
      "handler.ts": `import { GetItemCommand } from "./lib/node_modules/sdk"; export const handler = () => new GetItemCommand();`,
    };

    expect(commandsOf(files)).to.deep.equal(["DynamoDB.GetItem"]);
    expect(() => commandsOf(files, { format: "iife", globalName: "bundle" })).to.throw(
      /wrapped in one function/,
    );
  });

  it("are of an unknown client where nothing says which one", () => {
    const text = `declare const sdk: any; export const handler = () => new sdk.GetItemCommand();`;

    expect(commandsOf({ "handler.ts": text })).to.deep.equal(["?.GetItem"]);
  });

  it("are none where there are none", () => {
    expect(commandsOf({ "handler.ts": `export const handler = () => "hello";` })).to.deep.equal([]);
  });

  const unreadable: readonly (readonly [
    rule: string,
    files: Readonly<Record<string, string>>,
    because: RegExp,
  ])[] = [
    ["there is no source map", { "index.js": "exports.handler = () => 1;" }, /index\.js has no source map/],
    ["the source map is no JSON", { "index.js": "1", "index.js.map": "{" }, /no source map/],
    [
      "the source map names packages only",
      {
        "index.js": "1",
        "index.js.map": '{"version":3,"sources":["node_modules/a/b.js"],"names":[],"mappings":"AAAA"}',
      },
      /none of the author's files/,
    ],
    ["the handler has no file", { "other.js": "1" }, /no file for the handler index\.handler/],
  ];
  for (const [rule, files, because] of unreadable) {
    it(`cannot be told where ${rule}`, () => {
      const folder = join(temporaryProject({}), "code");
      mkdirSync(folder);
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);

      const found = read(folder);

      expect("unknownBecause" in found && found.unknownBecause).to.match(because);
    });
  }
});
