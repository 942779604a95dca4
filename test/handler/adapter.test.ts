import { expect } from "chai";
import { adaptMapped, adaptProxy, created, noContent, notFound, ok } from "../../handler";
import type { AnyHandler } from "../../handler/adapter";
import type { Validator } from "../../handler/validate";

const echo: AnyHandler = (request) => Promise.resolve(ok(request));
const context = { awsRequestId: "lambda-request" };
const origins = ["https://a.example", "https://b.example"];

/** As generated validators behave: findings are left on the function. */
const validator = (
  accepts: (value: any) => boolean,
  instancePath = "/limit",
  message = "must be integer",
): Validator => {
  const validate: Validator = (value) => {
    const fits = accepts(value);
    validate.errors = fits ? null : [{ instancePath, message }];
    return fits;
  };
  return validate;
};

const body = validator(
  (value) => typeof value === "object" && value !== null && Object.keys(value).join() === "name",
);

const gateway = (handler: AnyHandler, validators = {}) =>
  adaptProxy(handler, { caller: "gateway", origins, validators });
const direct = (handler: AnyHandler, validators = {}) =>
  adaptProxy(handler, { caller: "lambda", origins, validators });

const event = (more: object = {}) => ({
  headers: { Origin: "https://b.example" },
  pathParameters: { petId: "a%20b" },
  queryStringParameters: null,
  body: null,
  requestContext: {
    requestId: "gateway-request",
    identity: { cognitoIdentityId: "eu-west-1:me", userArn: "arn:aws:sts::1:assumed-role/R/S" },
  },
  ...more,
});

describe("a handler behind API Gateway", () => {
  it("receives the decoded path, and the caller that API Gateway authenticated", async () => {
    const result = await gateway(echo)(event(), context);

    expect(JSON.parse(result.body)).to.deep.include({
      path: { petId: "a b" },
      query: {},
      caller: { identityId: "eu-west-1:me", userArn: "arn:aws:sts::1:assumed-role/R/S" },
      requestId: "gateway-request",
    });
  });

  const REFUSED: readonly [string, object, string][] = [
    ["a body that does not fit", { body: '{"name":"x","petId":"mine"}' }, "Invalid request body"],
    ["a body that is not JSON", { body: "name=x" }, "Invalid request body"],
    [
      "a body of another content type that is not JSON",
      { body: "<name/>", headers: { "content-type": "text/xml" } },
      "Invalid request body",
    ],
    ["no body", { body: null }, "Invalid request body"],
    ["a body that is no text, from a direct call", { body: { name: "x" } }, "Invalid request body"],
    [
      "broken percent-encoding in the path",
      { pathParameters: { petId: "%E0%A4%A" }, body: '{"name":"x"}' },
      "Invalid request parameters: the path is not valid percent-encoding",
    ],
    [
      "a parameter that is no text, from a direct call",
      { queryStringParameters: { petId: { S: "x" } }, body: '{"name":"x"}' },
      "Invalid request parameters: every value must be text",
    ],
  ];
  for (const [what, more, message] of REFUSED) {
    it(`is not called with ${what}: 400`, async () => {
      const handler = () => Promise.reject(new Error("called"));

      const result = await gateway(handler, { body })(event(more) as never, context);

      expect(result.statusCode).to.equal(400);
      expect(JSON.parse(result.body)).to.deep.equal({ message });
    });
  }

  it("is not called with a query that does not fit: 400 naming the parameter", async () => {
    const query = validator(({ limit }) => /^\d+$/.test(limit));

    const result = await gateway(echo, { query })(
      event({ queryStringParameters: { limit: "many" } }),
      context,
    );

    expect(JSON.parse(result.body)).to.deep.equal({
      message: "Invalid request parameters: limit must be integer",
    });
  });

  const ANSWERS: readonly [string, AnyHandler, number, string][] = [
    ["its body as JSON", async () => created({ a: 1 }), 201, '{"a":1}'],
    ["no body", async () => noContent(), 204, ""],
    ["an error as { message }", async () => notFound("no such pet"), 404, '{"message":"no such pet"}'],
    [
      "500 when it returns something else than a reply",
      async () => "text" as never,
      500,
      '{"message":"Internal server error"}',
    ],
  ];
  for (const [what, handler, status, text] of ANSWERS) {
    it(`answers ${what}`, async () => {
      const error = console.error;
      console.error = () => {};
      const result = await gateway(handler)(event(), context).finally(() => (console.error = error));

      expect([result.statusCode, result.body]).to.deep.equal([status, text]);
    });
  }

  it("lets the listed origin read the answer, and names no other", async () => {
    const allowed = await gateway(echo)(event(), context);
    const other = await gateway(echo)(event({ headers: { origin: "https://evil.example" } }), context);

    expect(allowed.headers["access-control-allow-origin"]).to.equal("https://b.example");
    expect(other.headers).to.not.have.property("access-control-allow-origin");
    expect(other.headers["vary"]).to.equal("Origin");
  });
});

describe("a handler that callers invoke with their own credentials", () => {
  it("believes Lambda's identity and nothing in the event", async () => {
    const forged = event({
      requestContext: { requestId: "forged", identity: { cognitoIdentityId: "eu-west-1:victim" } },
    });

    const result = await direct(echo)(forged, {
      ...context,
      identity: { cognitoIdentityId: "eu-west-1:attacker" },
    });

    expect(JSON.parse(result.body)).to.deep.include({
      caller: { identityId: "eu-west-1:attacker" },
      requestId: "lambda-request",
    });
  });

  for (const [what, identity] of [
    ["without an identity", undefined],
    ["with an empty one", { cognitoIdentityId: "" }],
  ] as const) {
    it(`is refused ${what}: 403`, async () => {
      const result = await direct(echo)(event(), identity ? { ...context, identity } : context);

      expect(result.statusCode).to.equal(403);
    });
  }

  it("validates a forged event like any other", async () => {
    const result = await direct(echo, { body })(event({ body: '{"name":"x","admin":true}' }), {
      ...context,
      identity: { cognitoIdentityId: "eu-west-1:me" },
    });

    expect(result.statusCode).to.equal(400);
  });
});

describe("a handler behind mapping templates", () => {
  const mapped = (handler: AnyHandler, validators = {}) => adaptMapped(handler, { origins, validators });
  const mappedEvent = {
    path: { petId: "7" },
    query: { limit: "" },
    caller: { identityId: "eu-west-1:me", userArn: "" },
    requestId: "r",
  };

  it("returns the body of a 200", async () => {
    expect(await mapped(async () => ok({ petId: "7" }))(mappedEvent)).to.deep.equal({ petId: "7" });
  });

  it("takes an empty value for one that was not sent", async () => {
    expect(await mapped(echo)(mappedEvent)).to.deep.include({
      query: {},
      caller: { identityId: "eu-west-1:me" },
    });
  });

  it("fails with the status and message that the integration responses look for", async () => {
    const error: Error = await mapped(async () => notFound('no "such" pet'))(mappedEvent).then(
      () => expect.fail(),
      (e) => e,
    );

    expect(JSON.parse(error.message)).to.deep.equal({ status: 404, message: 'no "such" pet' });
  });

  for (const [what, thrown] of [
    ["an empty message", new Error("")],
    ["nothing", undefined],
    ["an empty text", ""],
  ] as const) {
    it(`fails with a message when it throws ${what}: API Gateway would take it for a success`, async () => {
      const error: Error = await mapped(() => Promise.reject(thrown))(mappedEvent).then(
        () => expect.fail(),
        (e) => e,
      );

      expect(error.message).to.equal("The handler failed without a message");
    });
  }
});
