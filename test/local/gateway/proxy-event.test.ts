import { expect } from "chai";
import { operatorArn } from "../../../local/access/sealed-credentials";
import { Gateway, document, iam, open, signed } from "./fake-cloud";

const body = document({ "/pets": { post: open() }, "/pets/{petId}": { get: iam() } });

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
