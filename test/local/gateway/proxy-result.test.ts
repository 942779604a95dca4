import { expect } from "chai";
import { type FakeCloud, Gateway, document, open, proxy } from "./fake-cloud";

const body = document({
  "/pets": { post: open() },
  "/slow": { get: open({ ...proxy("slow"), timeoutInMillis: 50 }) },
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
    ["a status that promises another answer", { statusCode: 100 }, 502],
    ["a status that changes the protocol", { statusCode: 101 }, 502],
    ["the last status that is none of an answer", { statusCode: "199" }, 502],
    ["no status at all, as a number", { statusCode: 0 }, 502],
    ["a status below zero", { statusCode: -200 }, 502],
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
