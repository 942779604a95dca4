import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { Table } from "@pulumi/aws/dynamodb";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import { Function } from "@pulumi/aws/lambda";
import { asset, jsonStringify } from "@pulumi/pulumi";
import { bundleCallback } from "../../callbacks"; // in a program of yours: "secure-serverless-api/callbacks"

const orders = new Table("orders", {
  attributes: [
    { name: "customerId", type: "S" },
    { name: "orderId", type: "S" },
  ],
  hashKey: "customerId",
  rangeKey: "orderId",
  billingMode: "PAY_PER_REQUEST",
});
const role = new Role("count-orders", {
  assumeRolePolicy: JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  }),
});
new RolePolicy("count-orders", {
  role: role.id,
  policy: jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "dynamodb:Query", Resource: orders.arn }],
  }),
});

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const countOrders = async ({ customerId }: { readonly customerId: string }) => {
  const { Count } = await documents.send(
    new QueryCommand({
      TableName: orders.name.get(), // an Output: it becomes a variable of the function's environment
      KeyConditionExpression: "customerId = :customer",
      ExpressionAttributeValues: { ":customer": customerId },
      Select: "COUNT",
    }),
  );
  return { orders: Count };
};

const bundle = bundleCallback(countOrders, { name: "count-orders" });

export const functionName = new Function("count-orders", {
  role: role.arn,
  runtime: "nodejs22.x",
  architectures: ["arm64"],
  handler: "index.handler",
  code: bundle.then(({ files }) => {
    const assets = Object.entries(files).map(([name, text]) => [name, new asset.StringAsset(text)] as const);
    return new asset.AssetArchive(Object.fromEntries(assets));
  }),
  environment: {
    variables: bundle.then(({ environment }) => ({
      ...environment,
      NODE_OPTIONS: "--enable-source-maps", // stack traces with the lines of this file
    })),
  },
}).name;
export const ordersTable = orders.name;
