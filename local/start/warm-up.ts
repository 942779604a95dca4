import { findSchemaFault } from "../gateway/openapi/read-models";
import { lint, type PolicyDocument } from "../../policies";

/** Services that nearly every program writes policies for. */
const ACTIONS = [
  "dynamodb:GetItem",
  "execute-api:Invoke",
  "lambda:InvokeFunction",
  "logs:PutLogEvents",
  "cognito-identity:GetId",
];

/**
 * Compiles and loads what every first deployment needs, so that it does not wait for it after the program has run.
 * Nothing depends on its being called.
 */
export function warmUp(): void {
  findSchemaFault({ type: "object" });
  for (const action of ACTIONS) lint(policyFor(action), { kind: "identity" });
}

const policyFor = (action: string): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: [action], Resource: ["arn:aws:none:us-east-1:000000000000:none"] }],
});
