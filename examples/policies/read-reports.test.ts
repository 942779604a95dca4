import { expect } from "chai";
import { rendered } from "../../testing";
import "../../testing/register";
import { readReports } from "./read-reports";

const bucket = { arn: "arn:aws:s3:::acme-finance" };

describe("the example read-reports (S3)", () => {
  let document: string;
  before(async () => (document = await rendered(readReports(bucket))));

  it("reads and lists reports", () => {
    expect(document).to.allow("s3:GetObject").on(`${bucket.arn}/reports/2026/q1.csv`);
    expect(document).to.allow("s3:ListBucket").with({ "s3:prefix": "reports/2026" }).on(bucket.arn);
  });

  it("neither reads nor lists what lies beside them", () => {
    expect(document).not.to.allow("s3:GetObject").on(`${bucket.arn}/salaries.csv`);
    expect(document).not.to.allow("s3:GetObject").on("arn:aws:s3:::acme-finance-backup/reports/2026/q1.csv");
    expect(document).not.to.allow("s3:ListBucket").with({ "s3:prefix": "" }).on(bucket.arn);
    expect(document).not.to.allow("s3:ListBucket").on(bucket.arn);
  });

  it("changes nothing, here or anywhere", () => {
    for (const action of ["s3:PutObject", "s3:DeleteObject", "s3:PutBucketPolicy"]) {
      expect(document).not.to.allow(action).on("*");
    }
  });

  it("grants exactly this", () => {
    expect(document).to.grantExactly([
      { allow: "s3:GetObject", on: `${bucket.arn}/reports/*` },
      { allow: "s3:ListBucket", on: bucket.arn, when: { StringLike: { "s3:prefix": "reports/*" } } },
    ]);
  });
});
