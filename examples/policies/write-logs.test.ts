import { expect } from "chai";
import { rendered } from "../../testing";
import "../../testing/register";
import { writeLogs } from "./write-logs";

const GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/shop/orders";

describe("the example write-logs (CloudWatch Logs)", () => {
  let document: string;
  before(async () => (document = await rendered(writeLogs(GROUP))));

  it("writes to streams of its group", () => {
    expect(document).to.allow("logs:CreateLogStream").on(`${GROUP}:log-stream:2026`);
    expect(document).to.allow("logs:PutLogEvents").on(`${GROUP}:log-stream:2026`);
  });

  it("writes to no other group, nor one whose name begins like it", () => {
    for (const group of [`${GROUP}-audit`, GROUP.replace("orders", "payments")]) {
      expect(document).not.to.allow("logs:PutLogEvents").on(`${group}:log-stream:2026`);
    }
  });

  it("neither reads nor erases a trace", () => {
    for (const action of [
      "logs:GetLogEvents",
      "logs:FilterLogEvents",
      "logs:DeleteLogStream",
      "logs:DeleteLogGroup",
      "logs:PutRetentionPolicy",
      "logs:PutSubscriptionFilter",
    ]) {
      expect(document).not.to.allow(action).on("*");
    }
  });
});
