import { expect } from "chai";
import { lambdaFunction, startRuntime, type RuntimeFixture } from "./runtime-fixture";

const identity = {
  identityId: "eu-west-1:11111111-1111-4111-8111-111111111111",
  identityPoolId: "eu-west-1:22222222-2222-4222-8222-222222222222",
  authenticationType: "authenticated",
  authenticationProvider: "cognito-identity.amazonaws.com",
} as const;

const CONTEXT = `exports.handler = async (event, context) => ({
  ...context,
  hasIdentity: context.identity !== undefined,
  remaining: context.getRemainingTimeInMillis(),
  trace: process.env._X_AMZN_TRACE_ID,
})`;

describe("the context of an invocation", () => {
  let fixture: RuntimeFixture;
  const fn = lambdaFunction(CONTEXT, { name: "notes", timeoutSeconds: 7, memoryMegabytes: 256 });
  before(() => void (fixture = startRuntime()));
  after(() => fixture.runtime.close());

  it("names the function, its memory, its log and the request", async () => {
    const result = await fixture.runtime.invoke(fn, Buffer.from("{}"));

    const { remaining, logStreamName, ...context } = JSON.parse(result.payload.toString());
    expect(context).to.deep.equal({
      callbackWaitsForEmptyEventLoop: true,
      functionName: "notes",
      functionVersion: "$LATEST",
      invokedFunctionArn: fn.arn,
      memoryLimitInMB: "256",
      awsRequestId: result.requestId,
      logGroupName: "/aws/lambda/notes",
      hasIdentity: false,
    });
    expect(logStreamName).to.match(/^\d{4}\/\d{2}\/\d{2}\/\[\$LATEST\][0-9a-f]{32}$/);
    expect(remaining).to.be.within(6500, 7000);
  });

  it("has an identity exactly when a Cognito identity invoked the function", async () => {
    const invoked = await fixture.call(fn, {}, { invokedBy: identity });
    const next = await fixture.call(fn);

    expect(invoked.answer.identity).to.deep.equal({
      cognitoIdentityId: identity.identityId,
      cognitoIdentityPoolId: identity.identityPoolId,
    });
    expect(next.answer.hasIdentity).to.equal(false);
  });

  it("takes no identity from the event or the client's context", async () => {
    const forged = { identity: { cognitoIdentityId: "forged" }, cognitoIdentityId: "forged" };

    const { answer } = await fixture.call(fn, forged, { clientContext: forged });

    expect(answer.hasIdentity).to.equal(false);
    expect(answer.clientContext).to.deep.equal(forged);
  });

  it("carries the trace of its own request only", async () => {
    const traced = await fixture.call(fn, {}, { traceId: "Root=1-5759e988-bd862e3fe1be46a994272793" });
    const next = await fixture.call(fn);

    expect(traced.answer.trace).to.equal("Root=1-5759e988-bd862e3fe1be46a994272793");
    expect(next.answer).not.to.have.property("trace");
  });

  it("has the function's ARN as the caller gave it", async () => {
    const { answer } = await fixture.call(fn, {}, { invokedArn: `${fn.arn}:$LATEST` });

    expect(answer.invokedFunctionArn).to.equal(`${fn.arn}:$LATEST`);
  });

  it("counts the remaining time down", async () => {
    const waits = lambdaFunction(`exports.handler = async (e, { getRemainingTimeInMillis }) => {
      const before = getRemainingTimeInMillis();
      await new Promise((resolve) => setTimeout(resolve, 60));
      return before - getRemainingTimeInMillis();
    }`);

    expect((await fixture.call(waits)).answer).to.be.within(50, 1000);
  });
});
