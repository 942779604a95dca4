import { runtime } from "@pulumi/pulumi";
import { expect } from "chai";
import { shop } from "./fixtures/shop";

describe("SecureServerlessApi under Pulumi's own mocks", () => {
  const seen: runtime.MockResourceArgs[] = [];
  before(async () => {
    await runtime.setMocks(
      {
        newResource: (args) => {
          seen.push(args);
          const computed = {
            arn: `arn:aws:mock:::${args.name}`,
            name: args.name,
            invokeArn: `arn:aws:mock:::invoke/${args.name}`,
            executionArn: "arn:aws:execute-api:eu-west-1:123456789012:abcdefghij",
            invokeUrl: "https://api.example/v1",
          };
          return {
            id: `${args.name}-id`,
            state: {
              ...computed,
              ...args.inputs,
              ...(args.type.includes("table")
                ? { arn: `arn:aws:dynamodb:eu-west-1:123456789012:table/${args.name}` }
                : {}),
              ...(args.type.includes("logGroup")
                ? {
                    name: `/aws/lambda/${args.name}`,
                    arn: `arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/${args.name}`,
                  }
                : {}),
              ...(args.type.includes("lambda/function")
                ? { arn: `arn:aws:lambda:eu-west-1:123456789012:function:${args.name}` }
                : {}),
            },
          };
        },
        call: () => ({ region: "eu-west-1", accountId: "123456789012" }),
      },
      "shop",
      "dev",
    );
  });

  it("registers its resources, and gives the stage's URL", async () => {
    const app = shop();
    const url = await new Promise<string>((resolve) => app.stages["v1"]!.url.apply(resolve));
    await runtime.disconnect();

    expect(url).to.equal("https://api.example/v1");
    expect(seen.filter(({ type }) => type === "aws:lambda/function:Function")).to.have.length(4);
    expect(seen.filter(({ type }) => type === "aws:apigateway/account:Account")).to.have.length(0);
  });
});
