import { expect } from "chai";
import type { RoleArgs } from "@pulumi/aws/iam";
import { Identity } from "../../components";
import { graph, type Graph } from "../../local/engine/graph";
import { policy, trustPolicy } from "../../policies";
import { sqs } from "../../policies/services/sqs";
import { sts } from "../../policies/services/sts";
import { shop } from "./fixtures/shop";

const QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders";
const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const SERVICE_TRUST = {
  Effect: "Allow",
  Principal: { Service: "lambda.amazonaws.com" },
  Action: "sts:AssumeRole",
};
const VENDOR = { Effect: "Allow", Principal: { AWS: "444455556666" }, Action: "sts:AssumeRole" };

/** An identity whose role a transform has changed. */
const identityWith = (change: (args: RoleArgs) => Partial<RoleArgs>) =>
  graph(
    () =>
      void new Identity("people", {
        developerProvider: "login.shop",
        guests: false,
        transform: { role: (args) => ({ ...args, ...change(args) }) },
      }),
  );

const failure = (run: Promise<Graph>): Promise<Error> =>
  run.then(
    () => expect.fail("accepted"),
    (error: Error) => error,
  );

describe("documents behind a transform", function () {
  this.timeout(60_000);

  it("are reported with a warning of the lint if they are written by hand", async () => {
    const { messages } = await identityWith(() => ({ assumeRolePolicy: document(VENDOR) }));

    expect(messages).to.have.length(1);
    expect(messages[0]).to.include(
      'Policy "people-signed-in assumeRolePolicy" Statement[0]: the account 444455556666 may assume the role for anybody',
    );
  });

  it("are reported as objects too, and inside a role", async () => {
    const { messages, get } = await identityWith(() => ({
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [{ ...VENDOR, Effect: "Allow" }],
      } as RoleArgs["assumeRolePolicy"],
      inlinePolicies: [
        { name: "own", policy: document({ Effect: "Allow", Action: "sqs:Add*", Resource: QUEUE }) },
      ],
    }));

    expect(messages.map((message) => /Policy "[^"]+"/.exec(message)![0])).to.deep.equal([
      'Policy "people-signed-in assumeRolePolicy"',
      'Policy "people-signed-in inlinePolicies"',
    ]);
    const { inputs } = get("people-signed-in");
    expect(inputs["assumeRolePolicy"]).to.equal(document(VENDOR));
  });

  it("are not reported if nothing is found", async () => {
    const { messages } = await identityWith(() => ({ assumeRolePolicy: document(SERVICE_TRUST) }));

    expect(messages).to.deep.equal([]);
  });

  it("are reported once, by their builder, if they are built", async () => {
    const { messages } = await identityWith(() => ({
      inlinePolicies: [
        {
          name: "own",
          policy: policy(sqs.allow(sqs.matching("Add*")).on({ queue: QUEUE })),
        },
      ],
    }));

    expect(messages).to.have.length(1);
    expect(messages[0]).to.include("sqs:Add* grants the management of permissions");
  });

  it("keep what their builder accepted", async () => {
    const vendor = sts.allow("AssumeRole").by({ AWS: "444455556666" });
    const { messages } = await identityWith(() => ({
      assumeRolePolicy: trustPolicy(vendor.accepting("cross-account-trust", "the account is ours")),
    }));

    expect(messages).to.deep.equal([]);
  });

  const REFUSED: readonly [what: string, change: Partial<RoleArgs>, says: RegExp][] = [
    [
      "inside a role",
      {
        inlinePolicies: [
          { name: "own", policy: document({ Effect: "Allow", Action: "sqs:SendMesage", Resource: QUEUE }) },
        ],
      },
      /Policy "people-signed-in inlinePolicies" Statement\[0\]: sqs has no action SendMesage/,
    ],
    [
      "that says who may assume it",
      { assumeRolePolicy: document({ ...SERVICE_TRUST, Action: "sts:*" }) },
      /Policy "people-signed-in assumeRolePolicy" Statement\[0\]: sts:\* has no place in a trust policy/,
    ],
    ["that is none", { assumeRolePolicy: "{" }, /people-signed-in assumeRolePolicy.*no JSON/],
  ];
  for (const [what, change, says] of REFUSED) {
    it(`are refused with an error of the lint: one ${what}`, async () => {
      const { message } = await failure(identityWith(() => change));

      expect(message).to.match(says);
    });
  }

  const restApiPolicy = (...statements: object[]) =>
    graph(() => shop({ transform: { restApi: (args) => ({ ...args, policy: document(...statements) }) } }));
  const invoke = (effect: string, resource: string) => ({
    Effect: effect,
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: resource,
  });

  it("of an API are reported, and registered as they were written", async () => {
    const denied = {
      ...invoke("Deny", "execute-api:/*"),
      Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
    };
    const { messages, ofType } = await restApiPolicy(denied);

    expect(messages).to.have.length(1);
    expect(messages[0]).to.include(
      'Policy "shop policy" Statement[0]: IpAddress does not deny a request without',
    );
    expect(ofType("aws:apigateway/restApi:RestApi")[0]!.inputs["policy"]).to.equal(document(denied));
  });

  it("of an API are refused with an error of the lint", async () => {
    const { message } = await failure(
      restApiPolicy({ ...invoke("Deny", "execute-api:/*"), Action: "execute-api:Call" }),
    );

    expect(message).to.match(/Policy "shop policy" Statement\[0\]: execute-api has no action Call/);
  });
});

describe("the documents that the component builds", function () {
  this.timeout(60_000);

  it("give no warning", async () => {
    expect((await graph(() => shop())).messages).to.deep.equal([]);
  });
});
