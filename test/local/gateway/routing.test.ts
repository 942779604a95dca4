import { expect } from "chai";
import { Gateway, document, open, proxy, iam, signed } from "./fake-cloud";

const paths = {
  "/": { get: open(proxy("root")) },
  "/pets": { get: open(proxy("list")), "x-amazon-apigateway-any-method": open(proxy("anyPets")) },
  "/pets/mine": { get: open(proxy("mine")) },
  "/pets/{petId}": { get: open(proxy("one")) },
  "/pets/{petId}/photo": { get: open(proxy("photo")) },
  "/files/{proxy+}": { get: open(proxy("files")) },
  "/deep/files/{proxy+}": { get: open(proxy("deep")) },
  "/{top}": { get: open(proxy("top")) },
};

const cases: readonly [request: string, functionName: string, pathParameters?: Record<string, string>][] = [
  ["GET /", "root"],
  ["GET /pets", "list"],
  ["GET /pets/", "list"],
  ["POST /pets", "anyPets"],
  ["HEAD /pets", "anyPets"],
  ["OPTIONS /pets", "anyPets"],
  ["GET /pets/mine", "mine"],
  ["GET /pets/7", "one", { petId: "7" }],
  ["GET /pets/7/", "one", { petId: "7" }],
  ["GET /pets/mine/photo", "photo", { petId: "mine" }],
  ["GET /pets/%2e%2e", "one", { petId: "%2e%2e" }],
  ["GET /pets/a%2Fb", "one", { petId: "a%2Fb" }],
  ["GET /pets/mine%20", "one", { petId: "mine%20" }],
  ["GET /pets/..", "one", { petId: ".." }],
  ["GET /PETS", "top", { top: "PETS" }],
  ["GET /%70ets", "top", { top: "%70ets" }],
  ["GET /files/a/b", "files", { proxy: "a/b" }],
  ["GET /files/a//b", "files", { proxy: "a//b" }],
  ["GET /files//a", "files", { proxy: "/a" }],
];

const unknown = [
  "GET /nowhere/at/all",
  "DELETE /pets/7",
  "POST /pets/mine",
  "PROPFIND /pets",
  "get /pets",
  "GET //pets",
  "GET /pets//",
  "GET /pets//photo",
  "GET /deep/files",
  "GET /deep/files/",
];

describe("routing", () => {
  for (const [request, functionName, pathParameters] of cases) {
    it(`${request} reaches ${functionName}`, async () => {
      const gateway = new Gateway(document(paths));

      const { status } = await gateway.send(request);

      expect(status).to.equal(200);
      expect(gateway.cloud.lambdaCalls[0]?.functionName).to.equal(functionName);
      expect(gateway.cloud.lambdaCalls[0]?.event.pathParameters).to.deep.equal(pathParameters ?? null);
    });
  }

  for (const request of unknown) {
    it(`${request} is 403, as any method or path that does not exist`, async () => {
      const gateway = new Gateway(document(paths));

      const { status, json, headers } = await gateway.send(request);

      expect(status).to.equal(403);
      expect(json).to.deep.equal({ message: "Missing Authentication Token" });
      expect(headers["x-amzn-errortype"]).to.equal("MissingAuthenticationTokenException");
      expect(gateway.cloud.lambdaCalls).to.deep.equal([]);
    });
  }

  it("keeps the path as it was sent in the event", async () => {
    const gateway = new Gateway(document(paths));

    await gateway.send("GET /files/a%2Bb//c/");

    expect(gateway.cloud.lambdaCalls[0]?.event).to.include({
      path: "/files/a%2Bb//c/",
      resource: "/files/{proxy+}",
    });
    expect(gateway.cloud.lambdaCalls[0]?.event.requestContext.path).to.equal("/prod/files/a%2Bb//c/");
  });

  it("lets a less specific resource answer a method that the more specific one lacks", async () => {
    const gateway = new Gateway(
      document({
        "/a/b": { get: open() },
        "/a/{proxy+}": { "x-amazon-apigateway-any-method": open(proxy("rest")) },
      }),
    );

    await gateway.send("PUT /a/b");

    expect(gateway.cloud.lambdaCalls[0]?.functionName).to.equal("rest");
  });

  it("calls an unknown path with a Bearer token an incomplete signature", async () => {
    const { status, headers } = await new Gateway(document(paths)).send("GET /nowhere/at/all", {
      headers: [["Authorization", "Bearer e30.e30.c2ln"]],
    });

    expect(status).to.equal(403);
    expect(headers["x-amzn-errortype"]).to.equal("IncompleteSignatureException");
  });

  it("tells a correctly signed caller no more about an unknown path", async () => {
    const route = "GET /nowhere/at/all";
    const { json } = await new Gateway(document(paths)).send(route, signed(route));

    expect(json).to.deep.equal({ message: "Missing Authentication Token" });
  });

  it("decides on the method of X-HTTP-Method-Override, and so does IAM", async () => {
    const gateway = new Gateway(document({ "/pets": { get: iam(), delete: iam(proxy("remove")) } }));
    gateway.cloud.grant({
      Effect: "Allow",
      Action: "execute-api:Invoke",
      Resource: `${gateway.api.executionArn}/prod/GET/pets`,
    });

    const { status } = await gateway.sendSigned("GET /pets", {
      headers: [["X-HTTP-Method-Override", "DELETE"]],
    });

    expect(status).to.equal(403);
    expect(gateway.cloud.lambdaCalls).to.deep.equal([]);
  });
});
