import { expect } from "chai";
import { z } from "zod";
import { ConfigError } from "../../components/config-error";
import { toJsonSchema, toModel } from "../../components/schema";
import { parseDefinition } from "../../local/gateway";

const INEXACT: readonly [string, z.ZodType, RegExp][] = [
  ["refine()", z.object({ a: z.string().refine((text) => text !== "") }), /POST \/x body\.a: refine\(\)/],
  ["superRefine()", z.object({ a: z.string() }).superRefine(() => {}), /POST \/x body: refine\(\)/],
  ["trim()", z.object({ a: z.string().trim() }), /body\.a: a change of the text such as trim\(\)/],
  ["toLowerCase()", z.object({ a: z.string().toLowerCase() }), /a change of the text/],
  ["transform()", z.object({ a: z.string().transform(Number) }), /body\.a: z\.pipe\(\)/],
  ["preprocess()", z.preprocess(String, z.string()), /z\.pipe\(\)/],
  ["coerce", z.object({ a: z.coerce.number() }), /body\.a: z\.coerce/],
  ["a date", z.object({ a: z.date() }), /body\.a: z\.date\(\)/],
  ["any", z.object({ a: z.any() }), /z\.any\(\)/],
  ["an open object", z.looseObject({ a: z.string() }), /an object with a catch-all/],
  ["a catch-all", z.object({}).catchall(z.string()), /an object with a catch-all/],
  ["a pattern with flags", z.string().regex(/^a$/i), /a pattern with the flags "i"/],
  [
    "a bad part of a list of choices",
    z.union([z.string(), z.array(z.object({ b: z.bigint() }))]),
    /body\[\]\.b: z\.bigint\(\)/,
  ],
];

describe("a schema", () => {
  for (const [what, schema, message] of INEXACT) {
    it(`is refused, with the place, when it has ${what}: JSON Schema would drop it silently`, () => {
      expect(() => toJsonSchema(schema, "POST /x body")).to.throw(ConfigError, message);
      expect(() => toModel(schema, "POST /x body")).to.throw(ConfigError, message);
    });
  }

  const schema = z.object({
    name: z
      .string()
      .min(1)
      .max(8)
      .regex(/^[a-z]+$/),
    age: z.number().int().gt(3).default(4),
    id: z.uuid().optional(),
    tags: z.array(z.enum(["type", "default"])).max(3),
    owner: z.object({ email: z.string().nullable() }),
  });

  it("closes every object, in the validator and in the model", () => {
    for (const document of [toJsonSchema(schema, "x"), toModel(schema, "x")] as any[]) {
      expect(document.additionalProperties).to.equal(false);
      expect(document.properties.owner.additionalProperties).to.equal(false);
    }
  });

  it("keeps defaults and exclusive limits in the validator", () => {
    const { properties } = toJsonSchema(schema, "x") as any;

    expect(properties.age).to.include({ default: 4, exclusiveMinimum: 3 });
  });

  it("leaves out of the model what API Gateway does not support, and no data that looks like it", () => {
    const model = toModel(schema, "x") as any;

    expect(JSON.stringify(model)).to.not.match(/"\$schema"|exclusiveMinimum|"format"|maxItems/);
    expect(model.properties.age).to.not.have.property("default");
    expect(model.properties.tags.items.enum).to.deep.equal(["type", "default"]);
  });

  it("makes a model that API Gateway takes, of every kind of part", () => {
    const everything = z.object({
      text: z
        .string()
        .min(1)
        .max(9)
        .regex(/^[a-z]+$/),
      number: z.number().gt(1).lte(9).multipleOf(2),
      whole: z.int().default(1),
      choice: z.enum(["a", "b"]),
      fixed: z.literal(["a", 1]),
      nothing: z.string().nullable(),
      either: z.union([z.string(), z.boolean()]),
      shape: z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("round") }),
        z.object({ kind: z.literal("square"), side: z.number() }),
      ]),
      list: z.array(z.uuid()).min(1).max(3),
      named: z.record(z.string(), z.number()),
      email: z.email().optional(),
    });
    const method = {
      requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Body" } } } },
      responses: { "200": { description: "ok" } },
      "x-amazon-apigateway-integration": {
        type: "mock",
        requestTemplates: { "application/json": '{"statusCode":200}' },
        responses: { default: { statusCode: "200" } },
      },
    };
    const document = {
      openapi: "3.0.1",
      info: { title: "a", version: "1" },
      paths: { "/x": { post: method } },
      components: { schemas: { Body: toModel(everything, "x") } },
    };

    expect(() =>
      parseDefinition(document, { apiId: "abcdefghij", region: "eu-west-1", accountId: "000000000000" }),
    ).to.not.throw();
  });
});
