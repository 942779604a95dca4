// What is called under load: a function that answers a constant, one that reads an item, and the table itself.
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { Table } from "@pulumi/aws/dynamodb";
import { getCallerIdentityOutput } from "@pulumi/aws/getCallerIdentity";
import { Role, RolePolicy } from "@pulumi/aws/iam";
import { defineRoutes, iam, route, SecureServerlessApi } from "../../../dist/components";
import { notFound, ok, type Request } from "../../../dist/handler";
import { policy, trustPolicy } from "../../../dist/policies";
import { dynamodb } from "../../../dist/policies/services/dynamodb";
import { sts } from "../../../dist/policies/services/sts";

const items = new Table("items", {
  attributes: [
    { name: "owner", type: "S" },
    { name: "itemId", type: "S" },
  ],
  hashKey: "owner",
  rangeKey: "itemId",
  billingMode: "PAY_PER_REQUEST",
});

const caller = new Role("caller", {
  assumeRolePolicy: trustPolicy(sts.allow("AssumeRole").by({ AWS: getCallerIdentityOutput().accountId })),
});
new RolePolicy("caller-items", {
  role: caller.id,
  policy: policy(
    dynamodb
      .allow("PutItem", "GetItem", "Query", "UpdateItem")
      .on({ table: items })
      .when("dynamodb:LeadingKeys", "ForAllValues:StringLike", ["owner-*"])
      .when("dynamodb:LeadingKeys", "Null", false),
  ),
});

const db = new DynamoDBClient({});
const getItem =
  (table: Table) =>
  async ({ path }: Request<"GET /items/{owner}/{itemId}">) => {
    const Key = { owner: { S: path.owner }, itemId: { S: path.itemId } };
    const { Item } = await db.send(new GetItemCommand({ TableName: table.name.get(), Key }));
    return Item ? ok({ text: Item["text"]?.S ?? "" }) : notFound("no such item");
  };

const app = new SecureServerlessApi("bench", {
  routes: defineRoutes(
    route("GET /hello", { auth: iam({ for: [caller] }), handler: async () => ok({ message: "hello" }) }),
    route("GET /items/{owner}/{itemId}", {
      auth: iam({ for: [caller] }),
      handler: getItem(items),
      allow: [dynamodb.allow("GetItem").on({ table: items })],
    }),
  ),
  // Never reached: what is measured must not be the throttle.
  stages: { v1: { throttle: { ratePerSecond: 10_000_000, burst: 10_000 } } },
});

export const url = app.stages.v1.url;
export const callerRole = caller.arn;
export const itemsTable = items.name;
