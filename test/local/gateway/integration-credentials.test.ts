import { expect } from "chai";
import { FakeCloud, Gateway, INVOKE_ANY, SIGNED_IN, document, iam, open, proxy } from "./fake-cloud";

const body = document({
  "/pets": { "x-amazon-apigateway-any-method": open() },
  "/pets/{petId}": { get: iam() },
  "/notes": { post: iam({ ...proxy("notes"), credentials: "arn:aws:iam::*:user/*" }) },
  "/role": { get: open({ ...proxy("role"), credentials: "arn:aws:iam::123456789012:role/gateway" }) },
});

describe("an integration is called", () => {
  it("as API Gateway, with the resource's template as aws:SourceArn, when it has no credentials", async () => {
    const gateway = new Gateway(body);

    await gateway.sendSigned("GET /pets/7");

    const { principal } = gateway.cloud.lambdaCalls[0]!.caller;
    expect(principal).to.deep.include({ type: "Service", arn: "apigateway.amazonaws.com" });
    expect(principal.context["aws:SourceArn"]).to.equal(
      "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/GET/pets/{petId}",
    );
  });

  it("with a verb that only a permission for every verb covers, for an ANY method", async () => {
    const gateway = new Gateway(body);

    await gateway.send("PUT /pets");

    expect(gateway.cloud.lambdaCalls[0]?.caller.principal.context["aws:SourceArn"]).to.equal(
      "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/*/pets",
    );
  });

  it("as the caller with arn:aws:iam::*:user/*", async () => {
    const gateway = new Gateway(body);

    await gateway.sendSigned("POST /notes", { body: "{}" });

    expect(gateway.cloud.lambdaCalls[0]?.caller.principal).to.equal(SIGNED_IN);
  });

  it("in a session of a role that trusts API Gateway", async () => {
    const cloud = new FakeCloud().grant(INVOKE_ANY).addRole("gateway", { trust: "apigateway.amazonaws.com" });

    await new Gateway(body, {}, cloud).send("GET /role");

    expect(cloud.lambdaCalls[0]?.caller.principal).to.include({
      arn: "arn:aws:sts::123456789012:assumed-role/gateway/BackplaneAssumeRoleSession",
      roleArn: "arn:aws:iam::123456789012:role/gateway",
    });
  });

  for (const [what, cloud] of [
    ["trusts somebody else", new FakeCloud().addRole("gateway", { trust: "lambda.amazonaws.com" })],
    ["does not exist", new FakeCloud()],
  ] as const) {
    it(`not at all with a role that ${what}: 500`, async () => {
      const { status } = await new Gateway(body, {}, cloud).send("GET /role");

      expect(status).to.equal(500);
      expect(cloud.lambdaCalls).to.deep.equal([]);
      expect(cloud.refusals[0]).to.contain("role/gateway");
    });
  }
});
