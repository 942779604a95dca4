import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { expect, use } from "chai";
import { policy, resourcePolicy, trustPolicy } from "../../policies";
import { s3 } from "../../policies/services/s3";
import { sqs } from "../../policies/services/sqs";
import { sts } from "../../policies/services/sts";
import { iam, ResourceRecorder, type RecordedResources } from "../../testing";
import { misuse } from "./thrown";

use(iam);

const PARTNER = "arn:aws:iam::999988887777:role/partner";

describe("a recorder of Pulumi mocks", () => {
  let recorded: RecordedResources;
  let bucket: aws.s3.Bucket;
  let region: string | undefined;

  before(async () => {
    const recorder = new ResourceRecorder({ region: "eu-west-1" });
    await pulumi.runtime.setMocks(recorder);
    bucket = new aws.s3.Bucket("reports", { bucket: "our-reports" });
    const reader = new aws.iam.Role("reader", {
      path: "/staff/",
      assumeRolePolicy: trustPolicy(sts.allow("AssumeRole").by({ Service: "lambda.amazonaws.com" })),
      tags: { team: "finance" },
    });
    // Made late: recorded(…) must wait for what an Output holds up.
    const late = pulumi.output(new Promise<string>((resolve) => setTimeout(resolve, 20, "reader")));
    new aws.iam.RolePolicy("reading", {
      role: late.apply(() => reader.name),
      policy: policy(s3.allow("GetObject").on({ object: pulumi.interpolate`${bucket.arn}/*` })),
    });
    const queue = new aws.sqs.Queue("jobs");
    new aws.sqs.QueuePolicy("sending", {
      queueUrl: queue.url,
      policy: resourcePolicy(sqs.allow("SendMessage").by({ AWS: PARTNER }).on({ queue })),
    });
    aws.getRegionOutput().region.apply((name) => (region = name));
    recorded = await recorder.recorded(pulumi.runtime);
  });

  it("gives a program's resources to the assertions, however late they are made", () => {
    expect(recorded).to.allow("s3:GetObject").on("arn:aws:s3:::our-reports/2026.csv").for("reader");
    expect(recorded).not.to.allow("s3:PutObject").on("arn:aws:s3:::our-reports/2026.csv").for("reader");
    expect(recorded)
      .to.grantExactly([{ allow: "s3:GetObject", on: "arn:aws:s3:::our-reports/*" }])
      .for("reader");
  });

  it("makes up ARNs of the right form", () => {
    const arn = (name: string) => recorded.resources.find((one) => one.name === name)?.outputs.arn;

    expect(arn("reader")).to.equal("arn:aws:iam::111122223333:role/staff/reader");
    expect(arn("jobs")).to.equal("arn:aws:sqs:eu-west-1:111122223333:jobs");
    expect(arn("reports")).to.equal("arn:aws:s3:::our-reports");
    expect(region).to.equal("eu-west-1");
  });

  it("knows policies of resources, Pulumi resources and another account", () => {
    expect(recorded).to.allow("sqs:SendMessage").on("jobs").for(PARTNER);
    expect(recorded).not.to.allow("sqs:ReceiveMessage").on("jobs").for(PARTNER);
    expect(recorded).not.to.allow("s3:DeleteBucket").on(bucket).for("reader");
  });

  it("knows the owner of a bucket, whose ARN does not say", () => {
    expect(recorded).not.to.allow("s3:GetObject").on("arn:aws:s3:::our-reports/2026.csv").for(PARTNER);
  });

  it("takes outputs and answers from the test", async () => {
    const recorder = new ResourceRecorder({
      account: "444455556666",
      outputs: ({ name }) => (name === "jobs" ? { arn: "arn:aws:sqs:us-east-1:1:own" } : {}),
      call: ({ token }) => (token.endsWith("getAvailabilityZones") ? { names: ["a"] } : (undefined as never)),
    });
    const made = (type: string, name: string, custom = true) =>
      recorder.newResource({ type, name, inputs: {}, custom });

    expect(made("aws:sqs/queue:Queue", "jobs").state.arn).to.equal("arn:aws:sqs:us-east-1:1:own");
    expect(made("aws:kinesis/stream:Stream", "events").state.arn).to.equal(
      "arn:aws:kinesis:us-east-1:444455556666:stream/events",
    );
    expect(made("our:index:Component", "part", false).state).to.deep.equal({});
    expect(
      recorder.call({ token: "aws:index/getAvailabilityZones:getAvailabilityZones", inputs: {} }),
    ).to.deep.equal({ names: ["a"] });
    expect(recorder.call({ token: "aws:index/getCallerIdentity:getCallerIdentity", inputs: {} })).to.include({
      accountId: "444455556666",
    });
    expect(() => recorder.call({ token: "aws:ec2/getAmi:getAmi", inputs: {} })).to.throw(
      "aws:ec2/getAmi:getAmi is not answered",
    );
  });

  it("is no subject itself: what it has recorded is, once everything is", () => {
    expect(misuse(() => expect(new ResourceRecorder()).not.to.allow("s3:GetObject"))).to.contain(
      "expect(…) needs a graph",
    );
  });
});
