import type { Input } from "@pulumi/pulumi";
import { policy } from "../../policies";
import { iam } from "../../policies/services/iam";
import { lambda } from "../../policies/services/lambda";

/**
 * Deploys the app's functions with the one role that they run with. PassRole is as good as being the role: without its
 * two limits, whoever deploys could run code as any role of the account.
 */
export const deployFunctions = (functions: Input<string>, executionRole: Input<string>) =>
  policy(
    lambda
      .allow("CreateFunction", "UpdateFunctionCode", "UpdateFunctionConfiguration", "GetFunction")
      .on({ function: functions }),
    iam
      .allow("PassRole")
      .on({ role: executionRole })
      .when("iam:PassedToService", "StringEquals", "lambda.amazonaws.com"),
  );
