import type { Role } from "@pulumi/aws/iam";
import { expect } from "chai";
import { z } from "zod";
import {
  defineRoutes,
  getItem,
  iam,
  Identity,
  open,
  rawHandler,
  route,
  SecureServerlessApi,
} from "../../components";
import { ok } from "../../handler";
import { graph } from "../../local/engine/graph";
import { executeApi } from "../../policies/services/execute-api";

const nothing = async () => ok({});
const item = getItem({
  table: { name: "items" },
  partitionKey: "userId",
  sortKey: "id",
  attributes: { id: "S" },
  absent: "no such item",
});
const onlyRoute = (key: any, definition: any) => () =>
  new SecureServerlessApi("a", {
    identity: { developerProvider: "p", guests: false },
    routes: defineRoutes(route(key, definition)),
    stages: { v1: {} },
  });

describe("a wrong API is an error before any resource is registered", () => {
  const WRONG: readonly [string, () => unknown, RegExp][] = [
    ["a route without auth", onlyRoute("GET /x", { handler: nothing }), /GET \/x: the route has no auth/],
    [
      "an auth of another kind",
      onlyRoute("GET /x", { auth: { type: "none" }, handler: nothing }),
      /GET \/x: the route has no auth/,
    ],
    ["open() without a reason", () => open(" "), /open\(\) needs the reason/],
    [
      "a method that is none",
      onlyRoute("FETCH /x", { auth: iam(), handler: nothing }),
      /"FETCH \/x" is not a route/,
    ],
    [
      "two routes with the same method and path",
      () =>
        defineRoutes(
          route("GET /x", { auth: iam(), handler: nothing }),
          route("GET /x", { auth: iam(), handler: nothing }),
        ),
      /GET \/x: two routes/,
    ],
    [
      "two routes that differ in a parameter's name only",
      () =>
        new SecureServerlessApi("a", {
          identity: { developerProvider: "p", guests: false },
          stages: { v1: {} },
          routes: defineRoutes(
            route("GET /x/{a}", { auth: iam(), handler: nothing }),
            route("GET /x/{b}", { auth: iam(), handler: nothing }),
          ),
        }),
      /GET \/x\/\{b\} and GET \/x\/\{a\} have the same method and path/,
    ],
    [
      "a path segment that API Gateway does not take",
      onlyRoute("GET /x y", { auth: iam(), handler: nothing }),
      /GET \/x y: "x y" cannot be a path segment/,
    ],
    [
      "a schema without an exact JSON Schema form",
      onlyRoute("POST /x", { auth: iam(), body: z.object({ a: z.string().trim() }), handler: nothing }),
      /POST \/x body\.a: a change of the text/,
    ],
    [
      "a handler whose source cannot be found",
      onlyRoute("GET /x", { auth: iam(), handler: nothing.bind(undefined) }),
      /GET \/x/,
    ],
    [
      "a handler that is neither a function nor a file",
      onlyRoute("GET /x", { auth: iam(), handler: { file: "./x.ts" } }),
      /GET \/x: the handler is neither a function nor a file; write handler: async/,
    ],
    [
      "a handler's file that is not there",
      onlyRoute("GET /x", { auth: iam(), handler: { entry: "./no-such-file.ts" } }),
      /GET \/x: .*no-such-file\.ts/,
    ],
    [
      "a file without a handler, also of rawHandler()",
      onlyRoute("GET /x", {
        auth: iam(),
        handler: rawHandler({ entry: "test/components/fixtures/shop.ts" }),
      }),
      /GET \/x: .*does not export 'handler'/,
    ],
    [
      "a file of rawHandler() behind the caller's credentials",
      onlyRoute("GET /x", {
        auth: iam({ credentials: "caller" }),
        handler: rawHandler({ entry: "test/components/fixtures/shop.ts" }),
      }),
      /rawHandler\(\) would believe the event/,
    ],
    [
      "neither handler nor integration",
      onlyRoute("GET /x", { auth: iam() }),
      /GET \/x: the route has neither a handler nor a direct integration/,
    ],
    [
      "rawHandler() behind the caller's credentials",
      onlyRoute("GET /x", {
        auth: iam({ credentials: "caller" }),
        handler: rawHandler(async () => ({ statusCode: 200 })),
      }),
      /rawHandler\(\) would believe the event/,
    ],
    [
      "iam() without an identity",
      () =>
        new SecureServerlessApi("a", {
          routes: defineRoutes(route("GET /x", { auth: iam(), handler: nothing })),
          stages: { v1: {} },
        }),
      /GET \/x: iam\(\) grants the signed-in role, but the API has no identity/,
    ],
    [
      "no stage",
      () =>
        new SecureServerlessApi("a", {
          routes: defineRoutes(route("GET /x", { auth: open("it is a test"), handler: nothing })),
          stages: {},
        }),
      /stages is empty/,
    ],
    [
      "a stage that AWS keeps for itself",
      () =>
        new SecureServerlessApi("a", {
          routes: defineRoutes(route("GET /x", { auth: open("it is a test"), handler: nothing })),
          stages: { ping: {} },
        }),
      /"ping" cannot name a stage/,
    ],
    [
      "guests",
      () => new Identity("a", { developerProvider: "p", guests: true as false }),
      /guests are not supported/,
    ],
    [
      "an origin with a path",
      () =>
        new SecureServerlessApi("a", {
          routes: defineRoutes(route("GET /x", { auth: open("it is a test"), handler: nothing })),
          stages: { v1: {} },
          allowedOrigins: ["https://a.example/"],
        }),
      /is not an origin/,
    ],
    [
      "routes that no IAM pattern tells apart",
      () =>
        new SecureServerlessApi("a", {
          identity: { developerProvider: "p", guests: false },
          routes: defineRoutes(
            route("GET /x/{id}/y/{z}/w", { auth: iam(), handler: nothing }),
            route("GET /x/{id}", { auth: iam(), handler: nothing }),
            route("GET /x/{id}/{rest+}", { auth: iam({ for: [{} as Role] }), handler: nothing }),
          ),
          stages: { v1: {} },
        }),
      /GET \/x\/\{id\}\/y\/\{z\}\/w cannot be granted without GET \/x\/\{id\}\/\{rest\+\}/,
    ],
    [
      "more grants than a role takes",
      () =>
        new SecureServerlessApi("a", {
          identity: { developerProvider: "p", guests: false },
          routes: defineRoutes(
            ...Array.from({ length: 50 }, (_, index) =>
              route(`GET /${"x".repeat(90)}${index}/{id}`, {
                auth: iam({ credentials: "caller" }),
                integration: item,
              }),
            ),
          ),
          stages: Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`stage${index}`, {}])),
        }),
      /a: what signed-in is granted needs \d+ managed policies, and IAM takes 10/,
    ],
    [
      "a timeout beyond API Gateway's",
      onlyRoute("GET /x", { auth: iam(), timeout: 60, handler: nothing }),
      /GET \/x: timeout is 60/,
    ],
    [
      "an action that does not exist",
      () =>
        onlyRoute("GET /x", {
          auth: iam(),
          handler: nothing,
          allow: [
            executeApi
              .allow("Invok" as "Invoke")
              .on({ executeApiGeneral: "arn:aws:execute-api:*:*:*/*/*/*" }),
          ],
        })(),
      /Invok/,
    ],
  ];
  for (const [what, program, message] of WRONG) {
    it(what, async () => {
      const error: Error = await graph(program).then(
        () => expect.fail("accepted"),
        (e) => e,
      );

      expect(error.message).to.match(message);
    });
  }

  it("registers nothing but the stack", async () => {
    let registered: unknown[] = [];
    const error = await graph(onlyRoute("GET /x", { handler: nothing }), {
      model: {
        create: (resource: any) => (registered.push(resource.type), { id: "x", outputs: {} }),
      } as never,
    }).then(
      () => undefined,
      (e: Error) => e,
    );

    expect(error).to.be.instanceOf(Error);
    expect(registered).to.deep.equal([]);
  });
});
