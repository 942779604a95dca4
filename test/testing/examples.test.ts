import type { Output } from "@pulumi/pulumi";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { customerKey } from "../../examples/policies/customer-key";
import { deployFromGitHub } from "../../examples/policies/deploy-from-github";
import { deployFunctions } from "../../examples/policies/deploy-functions";
import { developerBoundary, makeRoles } from "../../examples/policies/developer-boundary";
import { partnerQueue } from "../../examples/policies/partner-queue";
import { bucketPolicy, endpointPolicy } from "../../examples/policies/private-bucket";
import { readReports } from "../../examples/policies/read-reports";
import { teamSecrets } from "../../examples/policies/team-secrets";
import { allTenants, tenantSession } from "../../examples/policies/tenant-session";
import { writeLogs } from "../../examples/policies/write-logs";
import { lint, type PolicyKind } from "../../policies";
import { findNotes } from "../../policies/document-notes";
import { rendered } from "../../testing";

const ROLE = "arn:aws:iam::111122223333:role/shop-orders";
const BUCKET = { arn: "arn:aws:s3:::acme" };
const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders";
const GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/shop";
const FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:shop";
const SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:stripe-a1b2c3";
const QUEUE = { arn: "arn:aws:sqs:eu-west-1:111122223333:orders" };
const GITHUB = {
  provider: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
  repository: "acme/shop",
  environment: "production",
};
const PRIVATE = { bucket: BUCKET, account: "111122223333", endpoint: "vpce-0a1b2c3d" };

const DOCUMENTS: readonly (readonly [file: string, kind: PolicyKind, build: () => Output<string>])[] = [
  ["customer-key", "resource", () => customerKey(ROLE, ROLE)],
  ["deploy-from-github", "trust", () => deployFromGitHub(GITHUB)],
  ["deploy-functions", "identity", () => deployFunctions(FUNCTION, ROLE)],
  ["developer-boundary", "boundary", () => developerBoundary(TABLE, `${GROUP}:log-stream:*`)],
  ["developer-boundary", "identity", () => makeRoles(ROLE, "arn:aws:iam::111122223333:policy/limit")],
  ["partner-queue", "resource", () => partnerQueue(QUEUE, "arn:aws:iam::999988887777:role/sender")],
  ["private-bucket", "resource", () => endpointPolicy(PRIVATE)],
  ["private-bucket", "resource", () => bucketPolicy(PRIVATE)],
  ["read-reports", "identity", () => readReports(BUCKET)],
  ["team-secrets", "identity", () => teamSecrets(SECRET)],
  ["tenant-session", "identity", () => allTenants(BUCKET.arn)],
  ["tenant-session", "session", () => tenantSession(BUCKET.arn, "blue")],
  ["write-logs", "identity", () => writeLogs(GROUP)],
];

describe("the example policies", () => {
  for (const [file, kind, build] of DOCUMENTS) {
    it(`carry no finding of the lint: ${file} (${kind})`, async () => {
      const text = await rendered(build());

      expect(lint(text, { kind, notes: findNotes(text)! }).map(({ message }) => message)).to.deep.equal([]);
    });
  }

  it("are all linted and tested", () => {
    const files = readdirSync(join(__dirname, "../../examples/policies"));
    const names = files.filter((file) => /^[^.]+\.ts$/.test(file)).map((file) => file.slice(0, -3));

    expect(names).to.have.members([...new Set(DOCUMENTS.map(([file]) => file))]);
    expect(files).to.include.members(names.map((name) => `${name}.test.ts`));
  });
});
