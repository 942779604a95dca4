import { expect } from "chai";
import { Gateway, document, open } from "./fake-cloud";

const header = { schema: { type: "string" } };
const preflight = open(
  {
    type: "mock",
    requestTemplates: { "application/json": '{"statusCode": 204}' },
    responses: {
      default: {
        statusCode: "204",
        responseParameters: {
          "method.response.header.Access-Control-Allow-Origin": "'https://app.example'",
          "method.response.header.Access-Control-Allow-Methods": "'GET,POST'",
        },
      },
    },
  },
  {
    responses: {
      "204": {
        description: "preflight",
        headers: { "Access-Control-Allow-Origin": header, "Access-Control-Allow-Methods": header },
      },
    },
  },
);

const mock = (integration: object): Gateway =>
  new Gateway(
    document({
      "/pets": {
        post: open(
          { type: "mock", responses: { default: { statusCode: 200 } }, ...integration },
          { responses: { "200": { description: "ok" }, "404": { description: "none" } } },
        ),
      },
    }),
  );

describe("a MOCK integration", () => {
  it("answers a CORS preflight", async () => {
    const { status, headers, body } = await new Gateway(document({ "/pets": { options: preflight } })).send(
      "OPTIONS /pets",
      {
        headers: [["Origin", "https://app.example"]],
      },
    );

    expect(status).to.equal(204);
    expect(body).to.equal("");
    expect(headers).to.include({
      "access-control-allow-origin": "https://app.example",
      "access-control-allow-methods": "GET,POST",
    });
    expect(headers).not.to.have.property("x-amzn-trace-id");
  });

  it("answers the first pattern that matches the status that its template yields", async () => {
    const gateway = mock({
      requestTemplates: { "application/json": "{\"statusCode\": $input.params('s')}" },
      responses: { default: { statusCode: 200 }, "40\\d": { statusCode: 404 } },
    });

    expect((await gateway.send("POST /pets?s=404")).status).to.equal(404);
    expect((await gateway.send("POST /pets?s=500")).status).to.equal(200);
  });

  for (const [template, status] of [
    ["{statusCode: 200}", 200],
    ["{'statusCode': 200}", 200],
    ['{"statusCode": 200, "more": 1}', 200],
    ['{"statusCode": "200"}', 500],
    ["{}", 500],
    ["200", 500],
    ["", 500],
  ] as const) {
    it(`with the request template ${JSON.stringify(template)} answers ${status}`, async () => {
      expect(
        (await mock({ requestTemplates: { "application/json": template } }).send("POST /pets")).status,
      ).to.equal(status);
    });
  }

  it("shows its response template parameters and context, but not the body", async () => {
    const gateway = mock({
      requestTemplates: { "application/json": '{"statusCode": 200}' },
      responses: {
        default: {
          statusCode: 200,
          responseTemplates: { "application/json": "[$input.path('$')][$input.params('q')][$context.stage]" },
        },
      },
    });

    expect((await gateway.send("POST /pets?q=1", { body: '{"a":1}' })).body).to.equal("[][1][prod]");
  });

  it("keeps an override that the request template made", async () => {
    const gateway = mock({
      requestTemplates: {
        "application/json": '#set($context.responseOverride.status = 404){"statusCode": 200}',
      },
    });

    expect((await gateway.send("POST /pets")).status).to.equal(404);
  });

  it("fails when a request override is set twice", async () => {
    const set = "#set($context.requestOverride.header.X = 'v')";
    const gateway = mock({ requestTemplates: { "application/json": `${set}${set}{"statusCode": 200}` } });

    expect((await gateway.send("POST /pets")).status).to.equal(500);
  });
});
