import { expect } from "chai";
import { lint } from "../../../policies";
import { completeApiGatewayArns } from "../../../policies/lint/api-gateway-arns";

describe("API Gateway's short form of its own ARNs", () => {
  const text = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "execute-api:Invoke",
        Resource: ["execute-api:/v1/GET/pets", "execute-api:/*"],
      },
    ],
  });

  it("is written out everywhere, so that the document can be checked", () => {
    const completed = completeApiGatewayArns(text);

    expect(JSON.parse(completed).Statement[0].Resource).to.deep.equal([
      "arn:*:execute-api:*:*:*/v1/GET/pets",
      "arn:*:execute-api:*:*:*/*",
    ]);
    expect(lint(text).map(({ check }) => check)).to.deep.equal(["malformed"]);
    expect(lint(completed, { partition: "aws-cn" })).to.deep.equal([]);
  });

  it("is told from an action", () => {
    const actions = '{ "Action": "execute-api:Invoke" }';

    expect(completeApiGatewayArns(actions)).to.equal(actions);
  });
});
