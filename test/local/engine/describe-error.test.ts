import { expect } from "chai";
import { describeError } from "../../../local/engine/describe-error";
import { localModel } from "../../../local/engine/local-model";
import { runProgram } from "../../../local/engine/run-program";
import { SourcePositions } from "../../../local/engine/source-positions";
import { removeTemporaryFolders, temporaryProject } from "./temporary-project";

async function failure(text: string): Promise<string> {
  const directory = temporaryProject({ "index.ts": text });
  const model = (config: Readonly<Record<string, string>>) =>
    localModel({ seed: "seed", endpoint: "http://127.0.0.1:4510", nowMs: 0, config });
  try {
    await runProgram({ directory, stack: "dev", model });
  } catch (error) {
    return describeError(error, new SourcePositions(directory));
  }
  throw new Error("the program was expected to fail");
}

describe("a program that fails is reported in one message:", () => {
  afterEach(removeTemporaryFolders);

  const failures: readonly { title: string; text: string; message: RegExp }[] = [
    {
      title: "the kind of an error that has one",
      text: `class ConfigError extends Error { override name = "ConfigError"; }\nthrow new ConfigError("no");`,
      message: /^index\.ts:2: ConfigError: no$/,
    },
    {
      title: "something thrown that is no Error",
      text: `throw { reason: 1 };`,
      message: /^the program threw \{ reason: 1 \}, which is not an Error$/,
    },
    { title: "TypeScript that does not parse", text: `const = 1;`, message: /index\.ts:1:6: ERROR/ },
    {
      title: "a module that is missing",
      text: `import "./gone";`,
      message: /^index\.ts:1: Cannot find module '\.\/gone'$/,
    },
    {
      title: "a missing configuration value",
      text: `import { Config } from "@pulumi/pulumi";\n\nnew Config().require("size");`,
      message: /^index\.ts:3: .*Missing required configuration variable 'sample:size'/,
    },
    {
      title: "a resource that is refused, with its line",
      text: `import * as aws from "@pulumi/aws";\n\nnew aws.s3.Bucket("b");`,
      message: /^aws:s3\/bucket:Bucket "b" \(index\.ts:3\): the local cloud does not cover this type/,
    },
    {
      title: "a rejection that nobody takes",
      text: `void Promise.resolve().then(() => {\n  throw new Error("later");\n});`,
      message: /^index\.ts:2: later$/,
    },
  ];
  for (const { title, text, message } of failures) {
    it(title, async () => {
      expect(await failure(text)).to.match(message);
    });
  }
});
