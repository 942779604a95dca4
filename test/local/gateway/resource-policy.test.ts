import { expect } from "chai";
import { FakeCloud, Gateway, INVOKE_ANY, document, iam, open } from "./fake-cloud";

type Effect = "Allow" | "Deny" | "silent";

const statement = (effect: Exclude<Effect, "silent">): object => ({
  Effect: effect,
  Principal: "*",
  Action: "execute-api:Invoke",
  Resource: "execute-api:/*",
});
const unrelated = { ...statement("Allow"), Resource: "execute-api:/other/*" };

function gatewayWith(method: object, identity: Effect, resource: Effect): Gateway {
  const cloud = new FakeCloud();
  if (identity === "silent") cloud.addRole("signed-in");
  else cloud.grant({ ...INVOKE_ANY, Effect: identity });
  const policy = {
    Version: "2012-10-17",
    Statement: [resource === "silent" ? unrelated : statement(resource)],
  };
  return new Gateway(
    document({ "/pets": { get: method } }, { "x-amazon-apigateway-policy": policy }),
    {},
    cloud,
  );
}

describe("a resource policy", () => {
  // Same account: developer guide, "Authorization flow".
  const table: readonly [identity: Effect, resource: Effect, status: number, message?: RegExp][] = [
    ["Allow", "Allow", 200],
    ["Allow", "silent", 200],
    ["silent", "Allow", 200],
    ["silent", "silent", 403, /because no .*-based policy allows/],
    ["Allow", "Deny", 403, /with an explicit deny in a resource-based policy/],
    ["silent", "Deny", 403, /with an explicit deny in a resource-based policy/],
    ["Deny", "Allow", 403, /with an explicit deny in an identity-based policy/],
    ["Deny", "silent", 403, /with an explicit deny in an identity-based policy/],
  ];
  for (const [identity, resource, status, message] of table) {
    it(`for an IAM method: the caller's policy ${identity}, the resource policy ${resource} → ${status}`, async () => {
      const answer = await gatewayWith(iam(), identity, resource).sendSigned("GET /pets");

      expect(answer.status).to.equal(status);
      if (message) expect((answer.json as { Message: string }).Message).to.match(message);
    });
  }

  for (const [resource, status] of [
    ["Allow", 200],
    ["silent", 403],
    ["Deny", 403],
  ] as const) {
    it(`for a method without authorization: ${resource} → ${status}`, async () => {
      const answer = await gatewayWith(open(), "Allow", resource).send("GET /pets");

      expect(answer.status).to.equal(status);
      if (status === 403)
        expect((answer.json as { Message: string }).Message).to.match(
          /^User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:\*{8}9012:a1b2c3d4e5\/prod\/GET\/pets/,
        );
    });
  }

  it("with an Allow does not open an IAM method to unsigned requests", async () => {
    const answer = await gatewayWith(iam(), "Allow", "Allow").send("GET /pets");

    expect(answer.json).to.deep.equal({ message: "Missing Authentication Token" });
  });

  it("sees the address of the connection, not the one that X-Forwarded-For claims", async () => {
    const policy = {
      Version: "2012-10-17",
      Statement: [{ ...statement("Allow"), Condition: { IpAddress: { "aws:SourceIp": "198.51.100.0/24" } } }],
    };
    const gateway = new Gateway(
      document({ "/pets": { get: open() } }, { "x-amazon-apigateway-policy": policy }),
    );

    const { status } = await gateway.send("GET /pets", { headers: [["X-Forwarded-For", "198.51.100.7"]] });

    expect(status).to.equal(403);
  });
});
