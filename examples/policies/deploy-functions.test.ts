import { expect } from "chai";
import { rendered } from "../../testing";
import "../../testing/register";
import { deployFunctions } from "./deploy-functions";

const FUNCTIONS = "arn:aws:lambda:eu-west-1:111122223333:function:shop-*";
const EXECUTION_ROLE = "arn:aws:iam::111122223333:role/shop-function";

describe("the example deploy-functions (PassRole)", () => {
  let document: string;
  before(async () => (document = await rendered(deployFunctions(FUNCTIONS, EXECUTION_ROLE))));

  const toLambda = { "iam:PassedToService": "lambda.amazonaws.com" };

  it("makes a function that runs as the execution role", () => {
    expect(document)
      .to.allow("lambda:CreateFunction")
      .on(FUNCTIONS.replace("*", "orders"))
      .and.to.allow("iam:PassRole")
      .with(toLambda)
      .on(EXECUTION_ROLE);
  });

  it("passes no other role, and this one to no other service", () => {
    expect(document)
      .not.to.allow("iam:PassRole")
      .with(toLambda)
      .on("arn:aws:iam::111122223333:role/administrator");
    expect(document)
      .not.to.allow("iam:PassRole")
      .with({ "iam:PassedToService": "ec2.amazonaws.com" })
      .on(EXECUTION_ROLE);
    expect(document).not.to.allow("iam:PassRole").on(EXECUTION_ROLE);
  });

  it("neither changes the role nor opens a function", () => {
    for (const action of ["iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "lambda:AddPermission"]) {
      expect(document).not.to.allow(action).on("*");
    }
    expect(document)
      .not.to.allow("lambda:UpdateFunctionCode")
      .on("arn:aws:lambda:eu-west-1:111122223333:function:payroll");
  });
});
