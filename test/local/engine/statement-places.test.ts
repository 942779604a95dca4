import { join } from "node:path";
import { expect } from "chai";
import { evaluate, explain } from "../../../policies";
import { buildState, type BuiltState } from "../../../local/engine/build-state";
import { DeploymentSnapshots } from "../../../local/engine/deployment-snapshots";
import { startProgramChild } from "../../../local/engine/run-in-child";
import {
  loadTypeScriptInChildren,
  removeTemporaryFolders,
  temporaryFolder,
  temporaryProject,
} from "./temporary-project";

const policies = join(__dirname, "../../../policies");
const TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/notes";

/** The statements stand in lines 9 and 12; types that are compiled away come before them. */
const PROGRAM = `interface Compiled {
  readonly away: string;
}
import * as aws from "@pulumi/aws";
import { policy, trustPolicy } from "${policies}";
import { dynamodb } from "${policies}/services/dynamodb";
import { sts } from "${policies}/services/sts";
const role = new aws.iam.Role("role", {
  assumeRolePolicy: trustPolicy(sts.allow("AssumeRole").by({ Service: "lambda.amazonaws.com" })),
});
const read =
  dynamodb.allow("GetItem").on({ table: "${TABLE}" });
const text = policy(read);
new aws.iam.RolePolicy("built", { role: role.name, policy: text });
new aws.iam.RolePolicy("changed", { role: role.name, policy: text.apply((json) => json.replace("Get", "Delete")) });
new aws.iam.RolePolicy("written", {
  role: role.name,
  policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "dynamodb:Put*", Resource: "${TABLE}" }] },
});
`;

describe("a statement of the program", function () {
  this.timeout(60_000);
  let built: BuiltState;
  before(async () => {
    loadTypeScriptInChildren();
    const directory = temporaryProject({ "index.ts": PROGRAM });
    const child = startProgramChild({ directory, dataFolder: temporaryFolder(), log: () => undefined });
    try {
      const endpoint = "http://127.0.0.1:4510";
      const { deployment } = await child.run({ stack: "dev", seed: "seed", endpoint, nowMs: 0 });
      built = buildState(deployment, new DeploymentSnapshots());
    } finally {
      await child.stop();
    }
  });
  after(removeTemporaryFolders);

  const decide = (action: string): string => {
    const [role] = built.state.roles.values();
    const request = { principal: role!.arn, action, resource: TABLE, context: {} };
    return explain(evaluate(request, { identity: role!.policies }));
  };

  it("is named by its file and TypeScript line in the local cloud's decisions", () => {
    expect(decide("dynamodb:GetItem")).to.contain("built (policy)").and.contain("index.ts:12");
    const [role] = built.state.roles.values();
    expect(role!.trust.statements[0]!.ref.source).to.deep.equal({ file: "index.ts", line: 9 });
  });

  it("is named by its resource's line, where the document was changed after it was built", () => {
    expect(decide("dynamodb:DeleteItem")).to.contain("changed (policy)").and.contain("index.ts:15");
  });

  it("written as JSON is warned of when it is deployed; one of the builder was warned of when it was built", () => {
    expect(built.warnings).to.have.length(1);
    expect(built.warnings[0])
      .to.contain('aws:iam/rolePolicy:RolePolicy "written" (index.ts:16)')
      .and.contain("dynamodb:Put*");
  });
});
