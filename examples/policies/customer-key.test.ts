import { expect } from "chai";
import { rendered } from "../../testing";
import "../../testing/register";
import { customerKey } from "./customer-key";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const ADMINISTRATOR = "arn:aws:iam::111122223333:role/key-administrator";
const SERVICE = "arn:aws:iam::111122223333:role/customer-service";

const throughDynamoDb = {
  "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com",
  "kms:EncryptionContext:aws:dynamodb:tableName": "customers",
};

describe("the example customer-key (KMS)", () => {
  let document: string;
  before(async () => (document = await rendered(customerKey(ADMINISTRATOR, SERVICE))));

  it("lets the administrator manage the key", () => {
    expect(document).to.allow("kms:PutKeyPolicy").on(KEY).for(ADMINISTRATOR);
  });

  it("lets the service read what DynamoDB keeps of customers", () => {
    expect(document).to.allow("kms:Decrypt").with(throughDynamoDb).on(KEY).for(SERVICE);
  });

  it("keeps the administrator from reading", () => {
    expect(document).not.to.allow("kms:Decrypt").with(throughDynamoDb).on(KEY).for(ADMINISTRATOR);
    expect(document).not.to.allow("kms:CreateGrant").on(KEY).for(ADMINISTRATOR);
  });

  it("keeps the service from decrypting by itself, or another table", () => {
    expect(document).not.to.allow("kms:Decrypt").on(KEY).for(SERVICE);
    for (const attack of [
      { "kms:ViaService": "s3.eu-west-1.amazonaws.com" },
      { "kms:EncryptionContext:aws:dynamodb:tableName": "employees" },
    ]) {
      expect(document)
        .not.to.allow("kms:Decrypt")
        .with({ ...throughDynamoDb, ...attack })
        .on(KEY)
        .for(SERVICE);
    }
  });

  it("lets nobody in by an identity policy alone, not even an administrator of the account", () => {
    const everything = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Action: "*", Resource: "*" },
    };

    expect({ identity: everything, resource: document })
      .not.to.allow("kms:Decrypt")
      .with(throughDynamoDb)
      .on(KEY)
      .for("arn:aws:iam::111122223333:role/account-administrator");
  });
});
