import { expect } from "chai";
import { FakeCloud, Gateway, INVOKE_ANY, NOW_MS, document, iam, open, proxy, signed } from "./fake-cloud";

const body = document({ "/pets": { get: iam(), post: open() }, "/pets/{petId}": { get: iam() } });

describe("a refusal", () => {
  describe("of a signature", () => {
    const route = "GET /pets";
    const altered = (change: (name: string, value: string) => string): ReturnType<typeof signed> => {
      const request = signed(route);
      return {
        ...request,
        headers: (request.headers ?? []).map(([name, value]) => [name, change(name, value)]),
      };
    };
    const minutes = 60_000;
    const cases: readonly [
      what: string,
      route: string,
      request: () => ReturnType<typeof signed>,
      errorType: string,
      message: string | RegExp,
    ][] = [
      [
        "none at all",
        route,
        () => ({}),
        "MissingAuthenticationTokenException",
        "Missing Authentication Token",
      ],
      [
        "an altered one",
        route,
        () =>
          altered((name, value) =>
            name === "Authorization" ? value.replace(/.$/, (c) => (c === "0" ? "1" : "0")) : value,
          ),
        "InvalidSignatureException",
        /^The request signature we calculated does not match[^]*\n\nThe Canonical String for this request should have been\n'GET\n\/prod\/pets/,
      ],
      [
        "over another path",
        "GET /pets/7",
        () => signed(route),
        "InvalidSignatureException",
        /^The request signature we/,
      ],
      [
        "over another query",
        "GET /pets?a=1",
        () => signed(route),
        "InvalidSignatureException",
        /^The request signature we/,
      ],
      [
        "for another service",
        route,
        () => signed(route, {}, { service: "lambda" }),
        "InvalidSignatureException",
        /correct service: 'execute-api'/,
      ],
      [
        "6 minutes old",
        route,
        () => signed(route, {}, { nowMs: NOW_MS - 6 * minutes }),
        "InvalidSignatureException",
        /^Signature expired: 20261122T100900Z is now earlier than 20261122T101000Z/,
      ],
      [
        "6 minutes ahead",
        route,
        () => signed(route, {}, { nowMs: NOW_MS + 6 * minutes }),
        "InvalidSignatureException",
        /^Signature not yet current/,
      ],
      [
        "with another session token",
        route,
        () => altered((name, value) => (name.toLowerCase() === "x-amz-security-token" ? `${value}x` : value)),
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
      ],
      [
        "that is a Bearer token",
        route,
        () => ({ headers: [["Authorization", "Bearer e30"]] }),
        "IncompleteSignatureException",
        /equal-sign/,
      ],
    ];
    for (const [what, target, request, errorType, message] of cases) {
      it(`${what}: 403 ${errorType}`, async () => {
        const gateway = new Gateway(body);

        const answer = await gateway.send(target, request());

        expect(answer.status).to.equal(403);
        expect(answer.headers["x-amzn-errortype"]).to.equal(errorType);
        const text = (answer.json as { message: string }).message;
        if (typeof message === "string") expect(text).to.equal(message);
        else expect(text).to.match(message);
        expect(gateway.cloud.lambdaCalls).to.deep.equal([]);
      });
    }

    it("says that a session has expired", async () => {
      const gateway = new Gateway(body);
      gateway.cloud.credentials.findSecret = () => "expired";

      const { status, json, headers } = await gateway.sendSigned(route);

      expect(status).to.equal(403);
      expect(json).to.deep.equal({ message: "The security token included in the request is expired" });
      expect(headers["x-amzn-errortype"]).to.equal("ExpiredTokenException");
    });

    it("does not know a verified key that belongs to nobody", async () => {
      const gateway = new Gateway(body);
      gateway.cloud.principal = undefined;

      const { headers } = await gateway.sendSigned(route);

      expect(headers["x-amzn-errortype"]).to.equal("UnrecognizedClientException");
    });
  });

  describe("by IAM", () => {
    const arn = "arn:aws:execute-api:eu-west-1:********9012:a1b2c3d4e5/prod/GET/pets/7";
    const user = "arn:aws:sts::123456789012:assumed-role/signed-in/CognitoIdentityCredentials";

    it("writes Message with a capital, masks the account in the method's ARN only, and says which policy lacks the Allow", async () => {
      const gateway = new Gateway(body, {}, new FakeCloud().addRole("signed-in"));

      const { status, json, headers } = await gateway.sendSigned("GET /pets/7");

      expect(status).to.equal(403);
      expect(json).to.deep.equal({
        Message:
          `User: ${user} is not authorized to perform: execute-api:Invoke on resource: ${arn}` +
          " because no identity-based policy allows the execute-api:Invoke action",
      });
      expect(headers["x-amzn-errortype"]).to.equal("AccessDeniedException");
    });

    it("names an explicit deny", async () => {
      const deny = { ...INVOKE_ANY, Effect: "Deny" } as const;
      const gateway = new Gateway(body, {}, new FakeCloud().grant(INVOKE_ANY, deny));

      const { json } = await gateway.sendSigned("GET /pets/7");

      expect((json as { Message: string }).Message).to.match(
        / with an explicit deny in an identity-based policy$/,
      );
    });

    it("decides on the path as it was sent, so a Deny without the slash does not cover the path with it", async () => {
      const exact = {
        ...INVOKE_ANY,
        Effect: "Deny",
        Resource: INVOKE_ANY.Resource.replace("/*", "/prod/GET/pets/7"),
      } as const;
      const gateway = new Gateway(body, {}, new FakeCloud().grant(INVOKE_ANY, exact));

      expect((await gateway.sendSigned("GET /pets/7")).status).to.equal(403);
      expect((await gateway.sendSigned("GET /pets/7/")).status).to.equal(200);
    });
  });

  it("carries the ids of the request, and no trace id", async () => {
    const { headers } = await new Gateway(body).send("GET /nowhere");

    expect(headers["x-amzn-requestid"]).to.match(/^[0-9a-f-]{36}$/);
    expect(headers["x-amz-apigw-id"]).to.match(/^[A-Za-z0-9+/]{15}=$/);
    expect(headers["content-type"]).to.equal("application/json");
    expect(headers).not.to.have.property("x-amzn-trace-id");
  });

  it("is explained in one line of the log: status, method, path, principal and why", async () => {
    const gateway = new Gateway(body, {}, new FakeCloud().addRole("signed-in"));

    await gateway.sendSigned("GET /pets/7");

    expect(gateway.cloud.refusals).to.have.length(1);
    expect(gateway.cloud.refusals[0]).to.match(
      /^403 GET \/prod\/pets\/7 by arn:aws:sts::123456789012:assumed-role\/signed-in\/CognitoIdentityCredentials: .+/,
    );
  });

  it("names the signature check that failed in the log", async () => {
    const gateway = new Gateway(body);

    await gateway.send("GET /pets/7", signed("GET /pets"));

    expect(gateway.cloud.refusals[0]).to.match(
      /^403 GET \/prod\/pets\/7 by anonymous: signature: the signature differs/,
    );
  });

  describe("of size", () => {
    const megabytes = (count: number): Buffer => Buffer.alloc(count * 1024 * 1024, "x");

    it("takes 10 MB and refuses one byte more", async () => {
      const gateway = new Gateway(body);

      expect((await gateway.send("POST /pets", { body: megabytes(10) })).status).to.equal(200);
      const { status, json, headers } = await gateway.send("POST /pets", {
        body: Buffer.concat([megabytes(10), Buffer.from("x")]),
      });

      expect(status).to.equal(413);
      expect(json).to.deep.equal({ message: "Request Too Long" });
      expect(headers["x-amzn-errortype"]).to.equal("RequestTooLargeException");
    });

    it("refuses headers over 10,240 bytes", async () => {
      const { status } = await new Gateway(body).send("POST /pets", {
        headers: [["X-Long", "x".repeat(10_240)]],
      });

      expect(status).to.equal(431);
    });

    it("refuses a method ARN over 1,600 bytes", async () => {
      const { status, json } = await new Gateway(body).send(`GET /pets/${"x".repeat(1_600)}`);

      expect(status).to.equal(414);
      expect(json).to.deep.equal({ message: "Request URI too long" });
    });
  });

  it("of our own making is a 500 without a word about its cause", async () => {
    const gateway = new Gateway(body);
    gateway.cloud.services.lambda.invoke = () => Promise.reject(new Error("secret detail"));

    const { status, json } = await gateway.send("POST /pets");

    expect(status).to.equal(500);
    expect(json).to.deep.equal({ message: "Internal server error" });
    expect(gateway.cloud.refusals[0]).to.contain("secret detail");
  });
});

describe("gateway responses", () => {
  const withResponses = (responses: object): Gateway =>
    new Gateway(
      document(
        { "/pets": { get: iam(), post: open(proxy()) } },
        { "x-amazon-apigateway-gateway-responses": responses },
      ),
    );

  it("take headers from literals, the request and the context", async () => {
    const gateway = withResponses({
      DEFAULT_4XX: {
        responseParameters: {
          "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
          "gatewayresponse.header.X-Origin": "method.request.header.Origin",
          "gatewayresponse.header.X-Query": "method.request.querystring.q",
          "gatewayresponse.header.X-Request": "context.requestId",
          "gatewayresponse.header.X-Absent": "method.request.header.Nope",
        },
      },
    });

    const { status, headers, json } = await gateway.send("GET /pets?q=1", {
      headers: [["Origin", "http://a"]],
    });

    expect(status).to.equal(403);
    expect(json).to.deep.equal({ message: "Missing Authentication Token" });
    expect(headers).to.include({
      "access-control-allow-origin": "*",
      "x-origin": "http://a",
      "x-query": "1",
      "x-request": headers["x-amzn-requestid"],
      "x-amzn-errortype": "MissingAuthenticationTokenException",
    });
    expect(headers).not.to.have.property("x-absent");
  });

  it("prefer the exact type, then DEFAULT_4XX or DEFAULT_5XX", async () => {
    const gateway = withResponses({
      MISSING_AUTHENTICATION_TOKEN: { statusCode: 404 },
      DEFAULT_4XX: { statusCode: 418 },
      DEFAULT_5XX: { statusCode: 599 },
    });

    expect((await gateway.send("GET /nowhere")).status).to.equal(404);
    expect((await gateway.send("GET /pets", { headers: [["Authorization", "x"]] })).status).to.equal(418);
    gateway.cloud.answerOfFunction = () => ({ body: "null" });
    expect((await gateway.send("POST /pets")).status).to.equal(599);
  });

  it("substitute variables in templates, and quote messageString", async () => {
    const gateway = withResponses({
      DEFAULT_4XX: {
        responseTemplates: {
          "application/json":
            '{"m":$context.error.messageString,"t":"$context.error.responseType","p":"$context.path","raw":"$context.error.message"}',
        },
      },
    });

    const { json } = await gateway.send("GET /pets");

    expect(json).to.deep.equal({
      m: "Missing Authentication Token",
      t: "MISSING_AUTHENTICATION_TOKEN",
      p: "/prod/pets",
      raw: "Missing Authentication Token",
    });
  });

  it("cannot forge API Gateway's own headers", async () => {
    const gateway = withResponses({
      DEFAULT_4XX: { responseParameters: { "gatewayresponse.header.x-amzn-ErrorType": "'None'" } },
    });

    const { headers } = await gateway.send("GET /pets");

    expect(headers["x-amzn-errortype"]).to.equal("MissingAuthenticationTokenException");
  });

  it("drop a mapped header that would break the response", async () => {
    const gateway = withResponses({
      DEFAULT_4XX: {
        responseParameters: { "gatewayresponse.header.X-Echo": "method.request.querystring.q" },
      },
    });

    const { headers, status } = await gateway.send("GET /pets?q=a%0d%0aSet-Cookie:%20b=1");

    expect(status).to.equal(403);
    expect(headers).not.to.have.property("x-echo");
  });

  it("never change 413", async () => {
    const gateway = withResponses({ DEFAULT_4XX: { statusCode: 400 } });

    const { status } = await gateway.send("POST /pets", { body: Buffer.alloc(10 * 1024 * 1024 + 1) });

    expect(status).to.equal(413);
  });
});
