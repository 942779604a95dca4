import { expect } from "chai";
import type { DeployedResource } from "../../../local/deployment";
import type { HttpRequest } from "../../../local/http";
import { accessAnswer } from "../../../local/server/access-answer";
import type { DeployedAccess } from "../../../local/server/deployed-access";

const trust = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
});

const role = (more: Partial<DeployedResource> = {}): DeployedResource => ({
  urn: "urn:pulumi:dev::p::aws:iam/role:Role::reader",
  type: "aws:iam/role:Role",
  name: "reader",
  id: "reader",
  inputs: { assumeRolePolicy: trust, description: "hush" },
  outputs: {
    assumeRolePolicy: trust,
    description: "hush",
    name: "reader",
    arn: "arn:aws:iam::000000000000:role/reader",
    tagsAll: { team: "red" },
  },
  secrets: ["description"],
  ...more,
});

const ask = (
  resources: readonly DeployedResource[],
  headers: HttpRequest["headers"] = {},
  method = "GET",
) => {
  const request = {
    method,
    path: "/_access",
    query: "",
    headers,
    rawHeaders: [],
    body: Buffer.alloc(0),
    sourceIp: "127.0.0.1",
  };
  const { status, body } = accessAnswer(request, resources);
  return { status, body: String(body) };
};

describe("the local cloud's answer about access", () => {
  it("holds principals with their documents, and tags", () => {
    const { status, body } = ask([role()]);
    const { access, tags } = JSON.parse(body) as DeployedAccess;

    expect(status).to.equal(200);
    expect(access.principals.map(({ name }) => name)).to.deep.equal(["reader"]);
    expect(tags).to.deep.equal({ "arn:aws:iam::000000000000:role/reader": { team: "red" } });
  });

  it("holds nothing that is secret", () => {
    expect(ask([role()]).body).not.to.contain("hush");
  });

  for (const path of ["assumeRolePolicy", "inlinePolicies[0].policy", "policy", "tags.team"]) {
    it(`is refused where ${path} is secret, naming the resource`, () => {
      const { status, body } = ask([role({ secrets: [path] })]);

      expect(status).to.equal(409);
      expect(body)
        .to.contain('aws:iam/role:Role \\"reader\\" has a policy or tags that are secret')
        .and.not.to.contain("sts:");
    });
  }

  it("is refused to pages and for other methods", () => {
    expect(ask([role()], { origin: ["https://attacker.example"] }).status).to.equal(403);
    expect(ask([role()], {}, "POST").status).to.equal(405);
  });

  it("says why where the access of a deployment cannot be told", () => {
    const { status, body } = ask([role({ type: "aws:iam/somethingNew:SomethingNew" })]);

    expect(status).to.equal(409);
    expect(body).to.contain("aws:iam/somethingNew:SomethingNew");
  });
});
