import { expect } from "chai";
import type { PolicyDocument } from "../../policies";
import { rendered } from "../../testing";
import "../../testing/register";
import { bucketPolicy, endpointPolicy } from "./private-bucket";

const ACCOUNT = "111122223333";
const OBJECT = "arn:aws:s3:::acme-data/2026.csv";
const THEIRS = "arn:aws:s3:::mallorys-drop/2026.csv";
const SERVICE = `arn:aws:iam::${ACCOUNT}:role/importer`;
const FOREIGN = "arn:aws:iam::444455556666:role/mallory";
const ENDPOINT = "vpce-0a1b2c3d";

const everything: PolicyDocument = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*" },
};

describe("the example private-bucket (VPC endpoint)", () => {
  let documents: { endpoint: string; resource: string };
  before(async () => {
    const given = { bucket: { arn: "arn:aws:s3:::acme-data" }, account: ACCOUNT, endpoint: ENDPOINT };
    documents = {
      endpoint: await rendered(endpointPolicy(given)),
      resource: await rendered(bucketPolicy(given)),
    };
  });

  const throughEndpoint = { "aws:SourceVpce": ENDPOINT };

  it("lets one's own principals reach one's own bucket through the endpoint", () => {
    expect({ ...documents, identity: everything })
      .to.allow("s3:PutObject")
      .with(throughEndpoint)
      .on(OBJECT, { account: ACCOUNT })
      .for(SERVICE);
  });

  it("carries nothing to a bucket of somebody else", () => {
    expect({ endpoint: documents.endpoint, identity: everything })
      .not.to.allow("s3:PutObject")
      .with(throughEndpoint)
      .on(THEIRS, { account: "444455556666" })
      .for(SERVICE);
  });

  it("takes no keys that were brought along", () => {
    expect({ endpoint: documents.endpoint, identity: everything })
      .not.to.allow("s3:PutObject")
      .with(throughEndpoint)
      .on(OBJECT, { account: ACCOUNT })
      .for(FOREIGN);
  });

  it("keeps the bucket from everybody outside, an administrator with stolen keys included", () => {
    const { resource } = documents;
    for (const context of [{}, { "aws:SourceVpce": "vpce-99999999" }, { "aws:SourceIp": "203.0.113.7" }]) {
      expect({ resource, identity: everything })
        .not.to.allow("s3:GetObject")
        .with(context)
        .on(OBJECT, { account: ACCOUNT })
        .for(SERVICE);
    }
  });
});
