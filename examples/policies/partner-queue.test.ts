import { expect } from "chai";
import type { PolicyDocument } from "../../policies";
import { rendered } from "../../testing";
import "../../testing/register";
import { partnerQueue } from "./partner-queue";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";
const PARTNER = "arn:aws:iam::999988887777:role/order-sender";

const sends: PolicyDocument = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE },
};
const nothing: PolicyDocument = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: `${QUEUE}-test` },
};

describe("the example partner-queue (another account)", () => {
  let document: string;
  before(async () => (document = await rendered(partnerQueue({ arn: QUEUE }, PARTNER))));

  it("lets the partner's role send", () => {
    expect(document).to.allow("sqs:SendMessage").on(QUEUE).for(PARTNER);
    expect({ identity: sends, resource: document }).to.allow("sqs:SendMessage").on(QUEUE).for(PARTNER);
  });

  it("is not enough alone: the partner's own account must let its role", () => {
    expect({ identity: nothing, resource: document }).not.to.allow("sqs:SendMessage").on(QUEUE).for(PARTNER);
  });

  it("lets in no other role of the partner, no other account, no service and nobody unknown", () => {
    for (const attacker of [
      "arn:aws:iam::999988887777:role/intern",
      "arn:aws:iam::999988887777:user/ann",
      "arn:aws:iam::444455556666:role/order-sender",
      "sns.amazonaws.com",
      "anonymous",
    ]) {
      expect(document).not.to.allow("sqs:SendMessage").on(QUEUE).for(attacker);
    }
  });

  it("lets the partner do nothing but send, and that encrypted", () => {
    expect(document).not.to.allow("sqs:ReceiveMessage").on(QUEUE).for(PARTNER);
    expect(document)
      .not.to.allow("sqs:SendMessage")
      .with({ "aws:SecureTransport": false })
      .on(QUEUE)
      .for(PARTNER);
  });
});
