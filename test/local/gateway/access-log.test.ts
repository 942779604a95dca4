import { expect } from "chai";
import { compileAccessLogFormat } from "../../../local/gateway";
import { Gateway, document, iam, open } from "./fake-cloud";

const body = document({ "/pets/{petId}": { get: open(), post: iam() } });

const gatewayWith = (format: string): Gateway =>
  new Gateway(body, { accessLog: { logGroup: "access", format } });

describe("the access log", () => {
  it("has one line per request, in the stage's format", async () => {
    const gateway = gatewayWith(
      "$context.requestId $context.httpMethod $context.resourcePath $context.status $context.identity.sourceIp $context.integration.status",
    );
    gateway.cloud.answerOfFunction = () => ({ body: '{"statusCode":404}' });

    await gateway.send("GET /pets/7");

    expect(gateway.cloud.lines).to.deep.equal([
      {
        group: "access",
        stream: "a1b2c3d4e5-prod",
        message: "00000000-0000-4000-8000-000000000001 GET /pets/{petId} 404 203.0.113.9 404",
      },
    ]);
  });

  it("says which gateway response a refused request got, and - for what it has not", async () => {
    const gateway = gatewayWith(
      "$context.requestId $context.status $context.error.responseType $context.error.messageString $context.identity.caller $context.integration.status",
    );

    await gateway.send("POST /pets/7");

    expect(gateway.cloud.lines[0]?.message).to.match(
      / 403 MISSING_AUTHENTICATION_TOKEN "Missing Authentication Token" - -$/,
    );
  });

  it("names the caller", async () => {
    const gateway = gatewayWith("$context.requestId ${context.identity.cognitoIdentityId}");

    await gateway.sendSigned("POST /pets/7");

    expect(gateway.cloud.lines[0]?.message).to.match(/ eu-west-1:owner$/);
  });

  it("stays one line, whatever the client sends", async () => {
    const gateway = gatewayWith("$context.requestId $context.identity.userAgent");

    await gateway.send("GET /pets/7", { headers: [["User-Agent", "a\r\n403 forged"]] });

    expect(gateway.cloud.lines[0]?.message).to.match(/ a 403 forged$/);
  });

  for (const [format, reason] of [
    ["$context.requestId $context.nope", "$context.nope"],
    ["$context.status", "must name $context.requestId"],
    [`$context.requestId ${"x".repeat(3_072)}`, "longer than 3 KB"],
  ] as const) {
    it(`refuses a format: ${reason}`, () => {
      expect(() => compileAccessLogFormat(format)).to.throw(reason);
    });
  }
});
