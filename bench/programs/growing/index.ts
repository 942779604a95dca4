// An API of as many routes, and as many tables, as the environment says.
import { Table } from "@pulumi/aws/dynamodb";
import { defineRoutes, iam, route, SecureServerlessApi } from "../../../dist/components";
import { ok, type Request } from "../../../dist/handler";

const count = (name: string): number => Number(process.env[name] ?? "1");

const things =
  (index: number) =>
  async ({ path }: Request<"GET /things/{thingId}">) =>
    ok({ index, thingId: path.thingId });

const app = new SecureServerlessApi("growing", {
  identity: { developerProvider: "login.growing", guests: false },
  routes: defineRoutes(
    ...Array.from({ length: count("ROUTES") }, (_, index) =>
      route(`GET /things-${index}/{thingId}`, { auth: iam(), handler: things(index) }),
    ),
  ),
  // Never reached: what is measured must not be the throttle.
  stages: { v1: { throttle: { ratePerSecond: 10_000_000, burst: 10_000 } } },
});

const tables = Array.from(
  { length: count("TABLES") },
  (_, index) =>
    new Table(`items-${index}`, {
      attributes: [
        { name: "owner", type: "S" },
        { name: "itemId", type: "S" },
      ],
      hashKey: "owner",
      rangeKey: "itemId",
      billingMode: "PAY_PER_REQUEST",
    }),
);

export const url = app.stages.v1.url;
export const identityPoolId = app.identity.poolId;
export const itemTables = tables.map(({ name }) => name);
