import { expect } from "chai";
import { operatorArn } from "../../../local/access/sealed-credentials";
import { FakeCloud, Gateway, INVOKE_ANY, SIGNED_IN, document, iam, open, proxy, signed } from "./fake-cloud";

const body = document({
  "/pets": { post: open(), "x-amazon-apigateway-any-method": open() },
  "/pets/{petId}": { get: iam() },
  "/notes": { post: iam({ ...proxy("notes"), credentials: "arn:aws:iam::*:user/*" }) },
  "/role": { get: open({ ...proxy("role"), credentials: "arn:aws:iam::123456789012:role/gateway" }) },
  "/slow": { get: open({ ...proxy("slow"), timeoutInMillis: 50 }) },
});

describe("the proxy event", () => {
  it("of a Cognito caller has every member as AWS sends it", async () => {
    const gateway = new Gateway(body);
    const { headers = [] } = signed("GET /pets/7?q=a&q=b");

    await gateway.send("GET /pets/7?q=a&q=b", {
      headers: [
        ...headers,
        ["Accept", "application/json"],
        ["User-Agent", "app/1"],
        ["x-two", "1"],
        ["X-Two", "2"],
      ],
    });

    const { event } = gateway.cloud.lambdaCalls[0]!;
    const trace = "Root=1-6a1b2c3d-070707070707070707070707".replace(
      "6a1b2c3d",
      (1_795_342_500).toString(16),
    );
    const header = (name: string): string => headers.find(([known]) => known === name)?.[1] ?? "";
    const expectedHeaders = {
      Host: "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
      "X-Amz-Date": header("X-Amz-Date"),
      "X-Amz-Security-Token": header("X-Amz-Security-Token"),
      Accept: "application/json",
      "User-Agent": "app/1",
      "x-two": "2",
      "X-Amzn-Trace-Id": trace,
      "X-Forwarded-For": "203.0.113.9",
      "X-Forwarded-Port": "443",
      "X-Forwarded-Proto": "https",
    };
    const { resourceId } = event.requestContext;
    expect(resourceId).to.match(/^[a-z0-9]{6}$/);
    expect(event).to.deep.equal({
      resource: "/pets/{petId}",
      path: "/pets/7",
      httpMethod: "GET",
      headers: expectedHeaders,
      multiValueHeaders: {
        ...Object.fromEntries(Object.entries(expectedHeaders).map(([name, value]) => [name, [value]])),
        "x-two": ["1", "2"],
      },
      queryStringParameters: { q: "b" },
      multiValueQueryStringParameters: { q: ["a", "b"] },
      pathParameters: { petId: "7" },
      stageVariables: null,
      requestContext: {
        resourceId,
        resourcePath: "/pets/{petId}",
        httpMethod: "GET",
        extendedRequestId: "BwcHBwcHBwcHBwc=",
        requestTime: "22/Nov/2026:10:15:00 +0000",
        path: "/prod/pets/7",
        accountId: "123456789012",
        protocol: "HTTP/1.1",
        stage: "prod",
        domainPrefix: "a1b2c3d4e5",
        requestTimeEpoch: 1_795_342_500_000,
        requestId: "00000000-0000-4000-8000-000000000001",
        identity: {
          cognitoIdentityPoolId: "eu-west-1:pool",
          accountId: "123456789012",
          cognitoIdentityId: "eu-west-1:owner",
          caller: "AROAZUFPDMJL6KJM4LLZI:CognitoIdentityCredentials",
          sourceIp: "203.0.113.9",
          principalOrgId: null,
          accessKey: "ASIAIOSFODNN7EXAMPLE",
          cognitoAuthenticationType: "authenticated",
          cognitoAuthenticationProvider: "login.my.app,login.my.app:eu-west-1:pool:user-7",
          userArn: "arn:aws:sts::123456789012:assumed-role/signed-in/CognitoIdentityCredentials",
          userAgent: "app/1",
          user: "AROAZUFPDMJL6KJM4LLZI:CognitoIdentityCredentials",
        },
        domainName: "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
        deploymentId: "x1y2z3",
        apiId: "a1b2c3d4e5",
      },
      body: null,
      isBase64Encoded: false,
    });
  });

  it("of an open method has an identity of twelve members, all null but the address and the user agent", async () => {
    const gateway = new Gateway(body);

    await gateway.send("POST /pets", { ...signed("POST /pets"), body: "{}" });

    const { identity } = gateway.cloud.lambdaCalls[0]!.event.requestContext;
    expect(Object.keys(identity)).to.have.length(12);
    expect(Object.entries(identity).filter(([, value]) => value !== null)).to.deep.equal([
      ["sourceIp", "203.0.113.9"],
    ]);
  });

  it("of an IAM user names the user and its key, and nothing of Cognito", async () => {
    const gateway = new Gateway(body);
    const arn = operatorArn("123456789012");
    const user = {
      type: "User",
      arn,
      accountId: "123456789012",
      userId: "AIDAEXAMPLE",
      context: {},
    } as const;
    gateway.cloud.principal = { ...user, accessKeyId: "AKIAEXAMPLE" };

    await gateway.sendSigned("GET /pets/7");

    expect(gateway.cloud.lambdaCalls[0]?.event.requestContext.identity).to.include({
      caller: "AIDAEXAMPLE",
      user: "AIDAEXAMPLE",
      userArn: arn,
      accessKey: "AKIAEXAMPLE",
      cognitoIdentityId: null,
      cognitoAuthenticationType: null,
    });
  });

  it("passes the body as text, query values decoded and stage variables", async () => {
    const gateway = new Gateway(body, { variables: { table: "pets" } });

    await gateway.send("POST /pets?a=x+y&b=%26%2B&c&d=1;e=2&f=%ZZ", { body: "ünï" });

    const { event } = gateway.cloud.lambdaCalls[0]!;
    expect(event.body).to.equal("ünï");
    expect(event.stageVariables).to.deep.equal({ table: "pets" });
    expect(event.queryStringParameters).to.deep.equal({ a: "x y", b: "&+", c: "", d: "1", e: "2", f: "%ZZ" });
  });

  it("has none of the headers between client and gateway, nor a signature, but any other Authorization", async () => {
    const gateway = new Gateway(body);
    const dropped = [
      "Connection",
      "Content-Length",
      "Expect",
      "TE",
      "Transfer-Encoding",
      "Upgrade",
      "WWW-Authenticate",
    ];

    await gateway.send("POST /pets", {
      headers: [...dropped.map((name) => [name, "1"] as const), ["Authorization", "Basic eDp5"]],
    });
    await gateway.send("POST /pets", signed("POST /pets"));

    const [basic, aws] = gateway.cloud.lambdaCalls;
    expect(basic?.event.headers).to.have.property("Authorization", "Basic eDp5");
    expect(basic?.event.headers).not.to.have.any.keys(...dropped);
    expect(aws?.event.headers).not.to.have.property("Authorization");
  });

  it("adds the client's address behind those that proxies reported", async () => {
    const gateway = new Gateway(body);

    await gateway.send("POST /pets", { headers: [["X-Forwarded-For", "198.51.100.1"]] });

    expect(gateway.cloud.lambdaCalls[0]?.event.headers["X-Forwarded-For"]).to.equal(
      "198.51.100.1, 203.0.113.9",
    );
  });

  for (const [given, root] of [
    ["Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1", true],
    ["Root=1-nonsense", false],
    ["Self=1;Root=1-5759e988-bd862e3fe1be46a994272793\u0000", false],
  ] as const) {
    it(`${root ? "keeps" : "replaces"} the trace ${JSON.stringify(given)}`, async () => {
      const gateway = new Gateway(body);

      const { headers } = await gateway.send("POST /pets", { headers: [["x-amzn-trace-id", given]] });

      expect(headers["x-amzn-trace-id"] === given).to.equal(root);
      expect(headers["x-amzn-trace-id"]).to.match(
        /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}(;Parent=[0-9a-f]{16})?;Sampled=[01]$/,
      );
    });
  }
});

describe("the proxy result", () => {
  const cases: readonly [
    what: string,
    payload: unknown,
    status: number,
    body?: string,
    headers?: Record<string, unknown>,
  ][] = [
    ["only a status", { statusCode: 200 }, 200, "", { "content-type": "application/json" }],
    ["only headers", { headers: { "X-A": "v" } }, 200, "", { "x-a": "v" }],
    ["a status in digits", { statusCode: "201" }, 201],
    ["a status that is no number", { statusCode: "abc" }, 502],
    ["a status that HTTP does not have", { statusCode: 1000 }, 502],
    ["a fraction as status", { statusCode: 200.5 }, 502],
    ["an unknown key", { statusCode: 200, wrongValue: 1 }, 502],
    ["null headers", { statusCode: 200, headers: null, multiValueHeaders: null }, 200],
    ["a boolean header", { headers: { "X-A": true } }, 200, "", { "x-a": "true" }],
    ["a number header", { headers: { "X-A": 1 } }, 502],
    ["a null header", { headers: { "X-A": null } }, 502],
    ["an object header", { headers: { "X-A": {} } }, 502],
    ["headers that are a list", { statusCode: 200, headers: ["a"] }, 502],
    ["a multi-value header that is no list", { multiValueHeaders: { "X-A": "v" } }, 502],
    [
      "several values",
      { multiValueHeaders: { "Set-Cookie": ["a=1", "b=2"] } },
      200,
      "",
      { "set-cookie": ["a=1", "b=2"] },
    ],
    [
      "a header in both maps",
      { headers: { "x-a": "s" }, multiValueHeaders: { "X-A": ["m1", "m2"] } },
      200,
      "",
      { "x-a": ["m1", "m2", "s"] },
    ],
    ["a body", { statusCode: 404, body: "gone" }, 404, "gone"],
    ["a null body", { statusCode: 200, body: null }, 200, ""],
    ["an object as body", { statusCode: 200, body: { a: 1 } }, 502],
    ["a base64 body, without binary media types", { body: "aGk=", isBase64Encoded: true }, 200, "aGk="],
    ["a string", "ok", 502],
    ["a number", 7, 502],
    ["a list", [], 502],
    ["null", null, 502],
    ["an empty object", {}, 502],
    [
      "its own content type",
      { headers: { "content-type": "text/html" }, body: "x" },
      200,
      "x",
      { "content-type": "text/html" },
    ],
    [
      "headers of the connection",
      { headers: { Connection: "close", Date: "now", Server: "x", "WWW-Authenticate": "Basic" } },
      200,
      "",
      {
        "x-amzn-remapped-connection": "close",
        "x-amzn-remapped-date": "now",
        "x-amzn-remapped-server": "x",
        "x-amzn-remapped-www-authenticate": "Basic",
      },
    ],
    ["a header with a line break", { headers: { "X-A": "a\r\nSet-Cookie: b=1" } }, 502],
    ["a header name with a line break", { headers: { "X-A: 1\r\nX-B": "v" } }, 502],
  ];
  for (const [what, payload, status, text, headers] of cases) {
    it(`${what}: ${status}`, async () => {
      const gateway = new Gateway(body);
      gateway.cloud.answerOfFunction = () => ({ body: JSON.stringify(payload) });

      const answer = await gateway.send("POST /pets");

      expect(answer.status).to.equal(status);
      if (status === 502) {
        expect(answer.json).to.deep.equal({ message: "Internal server error" });
        expect(answer.headers["x-amzn-errortype"]).to.equal("InternalServerErrorException");
        expect(gateway.cloud.refusals[0]).to.contain("malformed proxy response of function pets");
      }
      if (text !== undefined) expect(answer.body).to.equal(text);
      for (const [name, value] of Object.entries(headers ?? {}))
        expect(answer.headers[name]).to.deep.equal(value);
    });
  }

  it("cannot forge the headers that say who answered", async () => {
    const gateway = new Gateway(body);
    const forged = {
      "X-Amzn-RequestId": "forged",
      "X-Amz-Apigw-Id": "forged",
      "X-Amzn-ErrorType": "forged",
      "X-Amzn-Trace-Id": "forged",
    };
    gateway.cloud.answerOfFunction = () => ({ body: JSON.stringify({ headers: forged }) });

    const { headers } = await gateway.send("POST /pets");

    expect(JSON.stringify(headers)).not.to.contain("forged");
  });

  it("that is not JSON is 502", async () => {
    const gateway = new Gateway(body);
    gateway.cloud.answerOfFunction = () => ({ body: "<html>" });

    expect((await gateway.send("POST /pets")).status).to.equal(502);
  });
});

describe("a function that does not answer as it should", () => {
  const cases: readonly [what: string, answer: ReturnType<FakeCloud["answerOfFunction"]>, status: number][] =
    [
      ["throws", { headers: { "X-Amz-Function-Error": "Unhandled" }, body: '{"errorMessage":"x"}' }, 502],
      ["may not be invoked by API Gateway", { status: 403, body: '{"Message":"no"}' }, 500],
      ["does not exist", { status: 404 }, 500],
      ["is throttled by Lambda", { status: 429 }, 500],
    ];
  for (const [what, answer, status] of cases) {
    it(`${what}: ${status}`, async () => {
      const gateway = new Gateway(body);
      gateway.cloud.answerOfFunction = () => answer;

      const { status: given, json } = await gateway.send("POST /pets");

      expect(given).to.equal(status);
      expect(json).to.deep.equal({ message: "Internal server error" });
    });
  }

  it("takes longer than the integration allows: 504", async () => {
    const gateway = new Gateway(body);
    gateway.cloud.answerOfFunction = () => new Promise(() => undefined);

    const { status, json } = await gateway.send("GET /slow");

    expect(status).to.equal(504);
    expect(json).to.deep.equal({ message: "Endpoint request timed out" });
  });
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
