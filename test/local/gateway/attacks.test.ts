import { expect } from "chai";
import { FakeCloud, Gateway, INVOKE_ANY, document, iam, open, proxy, signed } from "./fake-cloud";

const body = document({
  "/pets": { get: iam(), post: open() },
  "/pets/{petId}": { get: iam() },
  "/admin": { get: iam(proxy("admin")) },
  "/files/{proxy+}": { get: iam(proxy("files")) },
});

const only = (path: string): FakeCloud =>
  new FakeCloud().grant({ ...INVOKE_ANY, Resource: INVOKE_ANY.Resource.replace("/*", `/prod/${path}`) });

describe("an attacker", () => {
  describe("cannot reach another route by the spelling of the path", () => {
    for (const path of [
      "/pets/../admin",
      "/pets/%2e%2e/admin",
      "/pets/..%2fadmin",
      "/pets/7/../../admin",
      "/files/../admin",
      "/files/%2e%2e/admin",
      "//admin",
      "/./admin",
      "/admin%00",
      "/%61dmin",
      "/admin;x",
      "/admin%2f",
      "/ADMIN",
    ]) {
      it(path, async () => {
        const gateway = new Gateway(body);

        await gateway.send(`GET ${path}`, signed(`GET ${path}`));

        expect(gateway.cloud.lambdaCalls.map(({ functionName }) => functionName)).not.to.contain("admin");
      });
    }
  });

  it("cannot use a grant for one path on another that normalises to it", async () => {
    const gateway = new Gateway(body, {}, only("GET/files/public"));

    for (const path of [
      "/files/x/../public",
      "/files//public",
      "/files/%70ublic",
      "/files/public/",
      "/files/PUBLIC",
    ]) {
      expect((await gateway.send(`GET ${path}`, signed(`GET ${path}`))).status, path).to.equal(403);
    }
    expect((await gateway.sendSigned("GET /files/public")).status).to.equal(200);
  });

  it("does not widen a grant by wildcards in the path", async () => {
    const gateway = new Gateway(body, {}, only("GET/pets/7"));

    for (const path of ["/pets/*", "/pets/?", "/pets/$%7B*%7D"]) {
      expect((await gateway.send(`GET ${path}`, signed(`GET ${path}`))).status, path).to.equal(403);
    }
  });

  it("cannot claim an identity by headers", async () => {
    const gateway = new Gateway(body);
    const forged = "eu-west-1:somebody-else";

    await gateway.sendSigned("GET /pets", {
      headers: [
        ["X-Amzn-Cognito-Identity-Id", forged],
        ["X-Amz-Cognito-Identity", forged],
        ["cognitoIdentityId", forged],
        ["X-Amzn-RequestId", "forged-request"],
        ["X-Amz-Apigw-Id", "forged-request"],
        ["X-Forwarded-Proto", "gopher"],
        ["X-Forwarded-Port", "1"],
      ],
    });

    const { event } = gateway.cloud.lambdaCalls[0]!;
    expect(JSON.stringify(event.requestContext)).not.to.match(/somebody-else|forged-request/);
    expect(event.headers).to.include({ "X-Forwarded-Proto": "https", "X-Forwarded-Port": "443" });
  });

  it("cannot skip the decision by answering for the backend", async () => {
    const gateway = new Gateway(body, {}, only("GET/pets"));

    const { status } = await gateway.sendSigned("GET /admin", {
      headers: [
        ["X-Amz-Function-Error", "none"],
        ["X-Amz-Invocation-Type", "DryRun"],
        ["x-original-url", "/pets"],
        ["x-rewrite-url", "/pets"],
      ],
    });

    expect(status).to.equal(403);
    expect(gateway.cloud.lambdaCalls).to.deep.equal([]);
  });

  it("cannot hide names from the function, or break anything, by JavaScript's own names", async () => {
    const gateway = new Gateway(body);

    const { status } = await gateway.send("POST /pets?__proto__=a&constructor=b&toString=c", {
      headers: [
        ["__proto__", "h"],
        ["constructor", "h"],
      ],
    });

    const { event } = gateway.cloud.lambdaCalls[0]!;
    expect(status).to.equal(200);
    expect(Object.entries(event.queryStringParameters)).to.deep.equal([
      ["__proto__", "a"],
      ["constructor", "b"],
      ["toString", "c"],
    ]);
    expect(Object.keys(event.headers)).to.include.members(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["a"]).to.equal(undefined);
  });

  it("cannot write lines of its own into the log", async () => {
    const gateway = new Gateway(body);

    await gateway.send("GET /nowhere\u2028/x\u001b[2J", { headers: [["User-Agent", "a\r\nb"]] });
    await gateway.send("PO\nST /nowhere");

    for (const line of gateway.cloud.refusals) expect(line).to.match(/^[ -~\u0080-\uffff]+$/);
  });

  it("does not learn from an unknown path whether credentials are valid", async () => {
    const gateway = new Gateway(body);
    const route = "GET /nowhere";
    const wrong = signed("GET /elsewhere");

    const answers = [
      await gateway.send(route),
      await gateway.send(route, signed(route)),
      await gateway.send(route, wrong),
    ];

    expect(new Set(answers.map(({ body: text }) => text)).size).to.equal(1);
  });
});
