import { expect } from "chai";
import { FakeCloud, Gateway, INVOKE_ANY, SIGNED_IN, document, iam, lambdaUri, open } from "./fake-cloud";

const declared = {
  responses: {
    "200": {
      description: "ok",
      headers: { "X-Id": { schema: { type: "string" } }, "Content-Type": { schema: { type: "string" } } },
    },
    "202": { description: "accepted" },
    "400": { description: "bad" },
    "404": { description: "none" },
    "500": { description: "oops" },
  },
};

const lambda = (more: object): object => ({
  type: "aws",
  httpMethod: "POST",
  uri: lambdaUri(),
  requestTemplates: { "application/json": '{"id":"$input.params(\'petId\')"}' },
  responses: {
    default: { statusCode: "200" },
    ".*not found.*": {
      statusCode: "404",
      responseTemplates: { "application/json": "{\"message\":$input.json('$.errorMessage')}" },
    },
    "bad.+": { statusCode: "400" },
  },
  ...more,
});

const gatewayWith = (integration: object, cloud?: FakeCloud): Gateway =>
  new Gateway(
    document({ "/pets/{petId}": { get: open(integration, declared), post: open(integration, declared) } }),
    {},
    cloud,
  );

describe("an AWS integration with a function", () => {
  it("makes the event by its template and passes the result through", async () => {
    const gateway = gatewayWith(lambda({}));
    gateway.cloud.answerOfFunction = () => ({ body: '{"petId":"7"}' });

    const { status, json, headers } = await gateway.send("GET /pets/7");

    expect(gateway.cloud.lambdaCalls[0]?.event).to.deep.equal({ id: "7" });
    expect(status).to.equal(200);
    expect(json).to.deep.equal({ petId: "7" });
    expect(headers["content-type"]).to.equal("application/json");
    expect(headers).to.have.property("x-amzn-trace-id");
  });

  const selections: readonly [what: string, payload: unknown, status: number][] = [
    ["a success takes the default", { ok: true }, 200],
    ["an error that a pattern matches as a whole takes its response", { errorMessage: "pet not found" }, 404],
    ["an error that no pattern matches takes the default, and so is a 200", { errorMessage: "boom" }, 200],
    ["a pattern that matches a part only does not count", { errorMessage: "very bad luck" }, 200],
    ["a point does not match a line break", { errorMessage: "bad\nluck" }, 200],
  ];
  for (const [what, payload, status] of selections) {
    it(what, async () => {
      const gateway = gatewayWith(lambda({}));
      gateway.cloud.answerOfFunction = () => ({
        body: JSON.stringify(payload),
        headers: { "X-Amz-Function-Error": "Unhandled" },
      });

      expect((await gateway.send("GET /pets/7")).status).to.equal(status);
    });
  }

  it("is a server error when no response matches and there is no default", async () => {
    const { status, json } = await gatewayWith(lambda({ responses: { "bad.+": { statusCode: 400 } } })).send(
      "GET /pets/7",
    );

    expect(status).to.equal(500);
    expect(json).to.deep.equal({ message: "Internal server error" });
  });

  it("with .* as a pattern matches a success too", async () => {
    const integration = lambda({ responses: { default: { statusCode: 200 }, ".*": { statusCode: 404 } } });

    expect((await gatewayWith(integration).send("GET /pets/7")).status).to.equal(404);
  });

  it("may take status and headers from what the templates override", async () => {
    const template =
      "#set($context.responseOverride.status = 202)#set($context.responseOverride.header.X-Own = \"$input.path('$.v')\"){}";
    const gateway = gatewayWith(
      lambda({
        responses: { default: { statusCode: 200, responseTemplates: { "application/json": template } } },
      }),
    );
    gateway.cloud.answerOfFunction = () => ({ body: '{"v":"own"}' });

    const { status, headers } = await gateway.send("GET /pets/7");

    expect(status).to.equal(202);
    expect(headers["x-own"]).to.equal("own");
  });

  it("turns a line break smuggled into an override into a server error, not into a header", async () => {
    const template = "#set($context.responseOverride.header.X-Own = $input.path('$.v')){}";
    const gateway = gatewayWith(
      lambda({
        responses: { default: { statusCode: 200, responseTemplates: { "application/json": template } } },
      }),
    );
    gateway.cloud.answerOfFunction = () => ({ body: JSON.stringify({ v: "a\r\nSet-Cookie: b=1" }) });

    const { status, headers } = await gateway.send("GET /pets/7");

    expect(status).to.equal(500);
    expect(headers).not.to.have.property("set-cookie");
  });

  it("maps headers from literals, the body and the context", async () => {
    const gateway = gatewayWith(
      lambda({
        responses: {
          default: {
            statusCode: 200,
            responseParameters: {
              "method.response.header.X-Id": "integration.response.body.pet.id",
              "method.response.header.Content-Type": "'text/plain'",
            },
          },
        },
      }),
    );
    gateway.cloud.answerOfFunction = () => ({ body: '{"pet":{"id":"p-1"}}' });

    const { headers } = await gateway.send("GET /pets/7");

    expect(headers).to.include({ "x-id": "p-1", "content-type": "text/plain" });
  });

  it("chooses the response template by the first type of Accept, else JSON", async () => {
    const gateway = gatewayWith(
      lambda({
        responses: {
          default: {
            statusCode: 200,
            responseTemplates: { "application/json": "json", "text/plain": "plain" },
          },
        },
      }),
    );

    const accept = async (value: string): Promise<[string, unknown]> => {
      const { body, headers } = await gateway.send("GET /pets/7", { headers: [["Accept", value]] });
      return [body, headers["content-type"]];
    };
    expect(await accept("text/plain;q=1, application/json")).to.deep.equal(["plain", "text/plain"]);
    expect(await accept("image/png, text/plain")).to.deep.equal(["json", "application/json"]);
  });

  it("is asynchronous with X-Amz-Invocation-Type Event", async () => {
    const gateway = gatewayWith(
      lambda({
        requestParameters: { "integration.request.header.X-Amz-Invocation-Type": "'Event'" },
        responses: { default: { statusCode: 202 } },
      }),
    );
    gateway.cloud.answerOfFunction = () => ({ status: 202, body: "" });

    expect((await gateway.send("GET /pets/7")).status).to.equal(202);
    expect(gateway.cloud.lambdaCalls[0]?.options).to.include({ invocationType: "Event" });
  });

  for (const status of [403, 404, 429]) {
    it(`answers 500 when Lambda itself answers ${status}`, async () => {
      const gateway = gatewayWith(lambda({}));
      gateway.cloud.answerOfFunction = () => ({ status });

      expect((await gateway.send("GET /pets/7")).status).to.equal(500);
    });
  }

  describe("and a content type", () => {
    type Behavior = "when_no_match" | "when_no_templates" | "never";
    const table: readonly [
      Behavior,
      templates: object,
      type: string | undefined,
      outcome: "raw" | "template" | 415,
    ][] = [
      ["when_no_match", { "application/json": '"template"' }, "application/json; charset=utf-8", "template"],
      ["when_no_match", { "application/json": '"template"' }, undefined, "template"],
      ["when_no_match", { "application/json": '"template"' }, "text/plain", "raw"],
      ["when_no_match", {}, "text/plain", "raw"],
      ["when_no_templates", { "application/json": '"template"' }, "application/json", "template"],
      ["when_no_templates", { "application/json": '"template"' }, "text/plain", 415],
      ["when_no_templates", {}, "text/plain", "raw"],
      ["never", { "application/json": '"template"' }, "application/json", "template"],
      ["never", { "application/json": '"template"' }, "text/plain", 415],
      ["never", {}, "text/plain", 415],
      ["never", { $default: '"template"' }, "text/plain", "template"],
    ];
    for (const [passthroughBehavior, requestTemplates, type, outcome] of table) {
      it(`${passthroughBehavior}, templates for ${Object.keys(requestTemplates).join() || "none"}, ${type ?? "no type"}: ${outcome}`, async () => {
        const gateway = gatewayWith(lambda({ passthroughBehavior, requestTemplates }));

        const { status, json } = await gateway.send("POST /pets/7", {
          body: '"raw"',
          headers: type === undefined ? [] : [["Content-Type", type]],
        });

        if (outcome === 415) {
          expect(status).to.equal(415);
          expect(json).to.deep.equal({ message: "Unsupported Media Type" });
        } else expect(gateway.cloud.lambdaCalls[0]?.event).to.equal(outcome);
      });
    }
  });

  it("refuses a body that the template cannot read as JSON", async () => {
    const gateway = gatewayWith(lambda({ requestTemplates: { "application/json": "$input.json('$')" } }));

    const { status, json } = await gateway.send("POST /pets/7", { body: "{" });

    expect(status).to.equal(400);
    expect(json).to.deep.equal({ message: "Invalid JSON in request body" });
  });

  it("fails on a body that is not UTF-8", async () => {
    const { status } = await gatewayWith(lambda({})).send("POST /pets/7", {
      body: Buffer.from([0xff, 0xfe]),
    });

    expect(status).to.equal(500);
  });
});

const dynamodb = (more: object = {}): object => ({
  type: "aws",
  httpMethod: "POST",
  uri: "arn:aws:apigateway:eu-west-1:dynamodb:action/GetItem",
  credentials: "arn:aws:iam::*:user/*",
  requestTemplates: {
    "application/json":
      '{"TableName":"notes","Key":{"userId":{"S":"$context.identity.cognitoIdentityId"},"noteId":{"S":"$util.escapeJavaScript($input.params(\'noteId\'))"}}}',
  },
  responses: {
    default: { statusCode: 500 },
    "200": {
      statusCode: 200,
      responseTemplates: {
        "application/json":
          "#if($input.path('$.Item') == $none)#set($context.responseOverride.status = 404){}#{else}{\"text\":$input.json('$.Item.text.S')}#end",
      },
    },
    "400": { statusCode: 400 },
  },
  ...more,
});

describe("an AWS integration with a DynamoDB action", () => {
  const notes = (integration = dynamodb()): Gateway =>
    new Gateway(document({ "/notes/{noteId}": { get: iam(integration, declared) } }));

  it("is called in the caller's own name, with the key from $context", async () => {
    const gateway = notes();
    gateway.cloud.answerOfDynamoDb = () => ({
      status: 200,
      headers: {},
      body: { Item: { text: { S: 'say "hi"' } } },
    });

    const { status, json } = await gateway.sendSigned("GET /notes/n-1");

    expect(status).to.equal(200);
    expect(json).to.deep.equal({ text: 'say "hi"' });
    const [call] = gateway.cloud.dynamodbCalls;
    expect(call?.caller.principal).to.equal(SIGNED_IN);
    expect(call?.operation).to.equal("GetItem");
    expect(call?.input).to.deep.equal({
      TableName: "notes",
      Key: { userId: { S: "eu-west-1:owner" }, noteId: { S: "n-1" } },
    });
  });

  it("may turn an absent item into 404", async () => {
    expect((await notes().sendSigned("GET /notes/n-1")).status).to.equal(404);
  });

  it("selects its response by DynamoDB's status", async () => {
    const gateway = notes();
    gateway.cloud.answerOfDynamoDb = () => ({
      status: 400,
      headers: {},
      body: { __type: "x#AccessDeniedException" },
    });

    const { status, json } = await gateway.sendSigned("GET /notes/n-1");

    expect(status).to.equal(400);
    expect(json).to.deep.equal({ __type: "x#AccessDeniedException" });
  });

  for (const attack of [
    'n-1"},"userId":{"S":"victim',
    '"}},"TableName":"users","x":{"y":{"z":"',
    "$context.requestId",
    "#set($x=1)",
    "it's",
    "\\",
    "\u2028\n",
  ]) {
    it(`keeps ${JSON.stringify(attack)} inside the value it stands for`, async () => {
      const template = String.raw`{"TableName":"notes","Key":{"noteId":{"S":"$util.escapeJavaScript($input.params('noteId')).replaceAll("\\'","'")"}}}`;
      const integration = dynamodb({ requestTemplates: { "application/json": template } });
      const gateway = new Gateway(document({ "/notes": { get: iam(integration, declared) } }));

      await gateway.sendSigned(`GET /notes?noteId=${encodeURIComponent(attack)}`);

      expect(gateway.cloud.dynamodbCalls[0]?.input).to.deep.equal({
        TableName: "notes",
        Key: { noteId: { S: attack } },
      });
    });
  }

  it("answers as DynamoDB does to what is no JSON object", async () => {
    const gateway = notes(dynamodb({ requestTemplates: { "application/json": "[]" } }));

    expect((await gateway.sendSigned("GET /notes/n-1")).status).to.equal(400);
    expect(gateway.cloud.dynamodbCalls).to.deep.equal([]);
  });

  it("may be called by a role that trusts API Gateway", async () => {
    const cloud = new FakeCloud().grant(INVOKE_ANY).addRole("gateway", { trust: "apigateway.amazonaws.com" });
    const integration = dynamodb({ credentials: "arn:aws:iam::123456789012:role/gateway" });
    const gateway = new Gateway(
      document({ "/notes/{noteId}": { get: iam(integration, declared) } }),
      {},
      cloud,
    );

    await gateway.sendSigned("GET /notes/n-1");

    expect(cloud.dynamodbCalls[0]?.caller.principal.roleArn).to.equal(
      "arn:aws:iam::123456789012:role/gateway",
    );
  });
});
