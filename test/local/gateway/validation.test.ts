import { expect } from "chai";
import { Gateway, document, open, proxy } from "./fake-cloud";

const parameter = (name: string, place: string, required = true): object => ({
  name,
  in: place,
  required,
  schema: { type: "integer" },
});
const json = (schema: object, type = "application/json"): object => ({ content: { [type]: { schema } } });

const body = document(
  {
    "/pets/{issuer}": {
      get: open(proxy(), {
        parameters: [
          parameter("qs1", "query"),
          parameter("issuer", "path"),
          parameter("x-header-param", "header"),
          parameter("optional", "query", false),
        ],
      }),
    },
    "/pets": {
      post: open(proxy(), { requestBody: json({ $ref: "#/components/schemas/NewPet" }) }),
      put: open(proxy(), {
        requestBody: json({
          type: "object",
          required: ["pet"],
          properties: { pet: { $ref: "#/components/schemas/NewPet" } },
        }),
      }),
      patch: open(proxy()),
      delete: open(proxy(), {
        requestBody: json({ $ref: "#/components/schemas/NewPet" }),
        "x-amazon-apigateway-request-validator": "none",
      }),
    },
    "/any": {
      post: open(proxy(), { requestBody: json({ $ref: "#/components/schemas/NewPet" }, "$default") }),
    },
  },
  {
    "x-amazon-apigateway-request-validators": {
      all: { validateRequestBody: true, validateRequestParameters: true },
      none: {},
    },
    "x-amazon-apigateway-request-validator": "all",
    components: {
      schemas: {
        NewPet: {
          type: "object",
          required: ["petType"],
          additionalProperties: false,
          properties: {
            petType: { type: "string", minLength: 1 },
            petAge: { $ref: "#/components/schemas/Age" },
          },
        },
        Age: { type: "integer", minimum: 0 },
      },
    },
  },
);

describe("request validation", () => {
  describe("of parameters", () => {
    const cases: readonly [
      what: string,
      target: string,
      headers: readonly (readonly [string, string])[],
      missing?: string,
    ][] = [
      ["takes what is there, whatever its type", "/pets/i?qs1=text", [["X-Header-Param", "v"]]],
      ["names the missing ones by place: headers, path, query", "/pets/i", [], "x-header-param, qs1"],
      ["takes a blank one for missing", "/pets/i?qs1=+", [["x-header-param", " "]], "x-header-param, qs1"],
      [
        "is not satisfied by the same name in another place",
        "/pets/i?x-header-param=v",
        [["qs1", "v"]],
        "x-header-param, qs1",
      ],
    ];
    for (const [what, target, headers, missing] of cases) {
      it(what, async () => {
        const answer = await new Gateway(body).send(`GET ${target}`, { headers });

        expect(answer.status).to.equal(missing === undefined ? 200 : 400);
        if (missing === undefined) return;
        expect(answer.json).to.deep.equal({
          message: `Missing required request parameters: [${missing}]`,
        });
        expect(answer.headers["x-amzn-errortype"]).to.equal("BadRequestException");
      });
    }
  });

  describe("of bodies", () => {
    const cases: readonly [
      what: string,
      request: string,
      text: string,
      type: string | undefined,
      status: number,
    ][] = [
      ["takes one that fits", "POST /pets", '{"petType":"cat","petAge":1}', "application/json", 200],
      ["takes a type without header for JSON", "POST /pets", '{"petType":"cat"}', undefined, 200],
      [
        "looks at the type without its parameters",
        "POST /pets",
        "{}",
        "Application/JSON; charset=utf-8",
        400,
      ],
      ["refuses a missing member", "POST /pets", "{}", "application/json", 400],
      [
        "refuses an unknown member",
        "POST /pets",
        '{"petType":"cat","petId":"mine"}',
        "application/json",
        400,
      ],
      ["follows references", "POST /pets", '{"petType":"cat","petAge":-1}', "application/json", 400],
      [
        "follows references out of a schema in place",
        "PUT /pets",
        '{"pet":{"petType":1}}',
        "application/json",
        400,
      ],
      ["refuses what is not JSON", "POST /pets", "{", "application/json", 400],
      ["validates an empty body as {}", "POST /pets", "", "application/json", 400],
      ["does not look at a type without a model", "POST /pets", "anything", "text/plain", 200],
      ["falls back to $default", "POST /any", "{}", "text/plain", 400],
      ["without a model wants an object", "PATCH /pets", "[]", "application/json", 400],
      ["without a model takes an empty body", "PATCH /pets", "", "application/json", 200],
      ["is off where the operation's own validator says so", "DELETE /pets", "[]", "application/json", 200],
    ];
    for (const [what, request, text, type, status] of cases) {
      it(what, async () => {
        const gateway = new Gateway(body);

        const answer = await gateway.send(request, {
          body: text,
          headers: type === undefined ? [] : [["Content-Type", type]],
        });

        expect(answer.status).to.equal(status);
        expect(gateway.cloud.lambdaCalls).to.have.length(status === 200 ? 1 : 0);
        if (status === 400) expect(answer.json).to.deep.equal({ message: "Invalid request body" });
      });
    }

    it("says in the log what did not fit", async () => {
      const gateway = new Gateway(body);

      await gateway.send("POST /pets", { body: '{"petType":"cat","petAge":-1}' });

      expect(gateway.cloud.refusals[0]).to.contain("body/petAge must be >= 0");
    });
  });
});
