import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startLocalCloud } from "../../local/start";
import { loadTypeScriptInChildren } from "../local/engine/temporary-project";

loadTypeScriptInChildren();

const WRONG: readonly [string, RegExp][] = [
  ["no-auth", /GET \/x: the route has no auth; write auth: iam\(\)/],
  ["same-route-twice", /GET \/x: two routes have this method and path/],
  [
    "inexact-schema",
    /POST \/x body\.name: a change of the text such as trim\(\) .*has no exact JSON Schema form/,
  ],
  ["uncovered-type", /aws:s3\/bucket:Bucket "files" \(index\.ts:\d+\): .*not cover/],
  ["uncovered-property", /aws:dynamodb\/table:Table "items" \(index\.ts:\d+\): .*stream/],
  ["unknown-action", /aws:iam\/rolePolicy:RolePolicy "reader" \(index\.ts:\d+\): .*GetItme/s],
  ["unknown-template-method", /aws:apigateway\/restApi:RestApi "mock" \(index\.ts:\d+\): .*toInteger/s],
];

describe("a wrong program fails before anything is served, and the message says where", function () {
  this.timeout(30_000);
  const data = mkdtempSync(join(tmpdir(), "wrong-programs-"));
  after(() => rmSync(data, { recursive: true, force: true }));

  for (const [stack, message] of WRONG) {
    it(stack.replaceAll("-", " "), async () => {
      const directory = join(__dirname, "programs", "wrong");
      const error: Error = await startLocalCloud({
        directory,
        stack,
        port: 0,
        dataFolder: join(data, stack),
        fresh: false,
        watch: false,
        log: () => {},
      }).then(
        async (cloud) => {
          await cloud.close();
          return expect.fail("served");
        },
        (e) => e,
      );

      expect(error.message).to.match(message);
    });
  }
});
