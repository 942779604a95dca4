import { expect } from "chai";
import { rendered } from "../../testing";
import "../../testing/register";
import { developerBoundary, makeRoles } from "./developer-boundary";

const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/shop-orders";
const STREAM = "arn:aws:logs:eu-west-1:111122223333:log-group:/shop/orders:log-stream:2026";
const ROLE = "arn:aws:iam::111122223333:role/shop-orders";
const BOUNDARY = "arn:aws:iam::111122223333:policy/developer-boundary";

const everything = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } };

describe("the example developer-boundary (permissions boundary)", () => {
  let boundary: string;
  let developer: string;
  before(async () => {
    boundary = await rendered(developerBoundary(TABLE.replace("orders", "*"), STREAM.replace("2026", "*")));
    developer = await rendered(makeRoles(ROLE.replace("orders", "*"), BOUNDARY));
  });

  it("leaves a role what the boundary and its own policy both allow", () => {
    expect({ identity: everything, boundary }).to.allow("dynamodb:PutItem").on(TABLE);
    expect({ identity: everything, boundary }).to.allow("logs:PutLogEvents").on(STREAM);
  });

  it("grants nothing by itself", () => {
    expect({ identity: [], boundary }).not.to.allow("dynamodb:PutItem").on(TABLE);
  });

  it("holds a role that was given everything", () => {
    const role = { identity: everything, boundary };

    expect(role).not.to.allow("dynamodb:DeleteTable").on("*");
    expect(role).not.to.allow("dynamodb:GetItem").on(TABLE.replace("shop-orders", "payroll"));
    for (const action of ["iam:CreateUser", "iam:PutRolePolicy", "iam:PassRole", "sts:AssumeRole"]) {
      expect(role).not.to.allow(action).on("*");
    }
  });

  it("lets developers make roles under the boundary", () => {
    expect(developer).to.allow("iam:CreateRole").with({ "iam:PermissionsBoundary": BOUNDARY }).on(ROLE);
  });

  it("lets them make none without it, or with another", () => {
    expect(developer).not.to.allow("iam:CreateRole").on(ROLE);
    expect(developer)
      .not.to.allow("iam:CreateRole")
      .with({ "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" })
      .on(ROLE);
  });

  it("lets them neither take the boundary away nor rewrite it", () => {
    for (const action of [
      "iam:DeleteRolePermissionsBoundary",
      "iam:PutRolePermissionsBoundary",
      "iam:CreatePolicyVersion",
      "iam:SetDefaultPolicyVersion",
    ]) {
      expect(developer).not.to.allow(action).on("*");
    }
  });
});
