import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { transform } from "esbuild";
import { bundleCallback } from "../../callbacks";
import { withoutNames } from "../../callbacks/bundle/sdk-functions";
import { runBundles } from "./run-bundles";

const minified = async (text: string) => (await transform(text, { minify: true, format: "esm" })).code;

function scriptsOf(packageName: string): string[] {
  const directory = join(dirname(require.resolve(`${packageName}/package.json`)), "dist-es");
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".js"))
    .map((name) => join(directory, name));
}

describe("the AWS SDK in a bundle", () => {
  for (const name of ["@smithy/core", "@smithy/signature-v4", "@aws-sdk/core", "@aws-sdk/lib-dynamodb"])
    it(`is the same program but for names: ${name}`, async () => {
      let changed = 0;
      for (const file of scriptsOf(name)) {
        const text = readFileSync(file, "utf8");
        const unnamed = withoutNames(text);
        if (unnamed !== text) changed += 1;
        expect(await minified(unnamed), file).to.equal(await minified(text));
      }
      expect(changed).to.be.greaterThan(0);
    });

  it("gives arrow functions no names of their own", async () => {
    const text =
      "export const read = async (file) => file;\nexport const all = {\n    first: (list) => list[0],\n};";
    const names = async (source: string) =>
      (await transform(source, { minify: true, keepNames: true })).code.match(/"\w+"/g)?.slice(1) ?? [];

    expect(await names(text)).to.deep.equal(['"read"', '"first"']);
    expect(await names(withoutNames(text))).to.deep.equal([]);
  });

  it("keeps the names of classes", async () => {
    const bundle = await bundleCallback(
      async () => {
        const client = new DynamoDBClient({ region: "eu-west-1" });
        const command = new GetItemCommand({ TableName: "pets", Key: {} });
        return [client.constructor.name, command.constructor.name];
      },
      { name: "names" },
    );

    const [result] = await runBundles([bundle], {});

    expect(result).to.deep.equal({ answer: ["DynamoDBClient", "GetItemCommand"] });
  });
});
