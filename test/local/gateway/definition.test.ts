import { expect } from "chai";
import { DefinitionError } from "../../../local/gateway";
import { Gateway, document, iam, open, parse, proxy } from "./fake-cloud";

const pets = (operation: object): object => document({ "/pets": { get: operation } });
const schema = (model: object): object =>
  document({ "/pets": { get: open() } }, { components: { schemas: { Pet: model } } });
const scheme = (definition: object): object =>
  document({ "/pets": { get: open() } }, { components: { securitySchemes: { s: definition } } });
const OPERATION = 'paths["/pets"].get';

const refused: readonly [what: string, body: unknown, message: string][] = [
  ["YAML", "openapi: 3.0.1", "YAML is not covered"],
  ["another version", { ...document({}), openapi: "2.0" }, "openapi: API Gateway reads OpenAPI 3.0"],
  ["no version", { paths: {} }, 'OpenAPI body: has no "openapi" version'],
  ["an unknown key", document({}, { frobnicate: 1 }), "frobnicate: unknown key"],
  ["security of the whole document", document({}, { security: [] }), "security: not covered"],
  [
    "binary media types",
    document({}, { "x-amazon-apigateway-binary-media-types": ["image/png"] }),
    "Leave it empty",
  ],
  ["an API key source", document({}, { "x-amazon-apigateway-api-key-source": "HEADER" }), "not covered"],
  ["a path without slash", document({ pets: { get: open() } }), 'paths.pets: the path must begin with "/"'],
  ["a path without method", document({ "/pets": {} }), 'paths["/pets"]: has no method'],
  ["an unknown method", document({ "/pets": { frob: open() } }), 'paths["/pets"].frob: unknown key'],
  ["a segment with a partial parameter", document({ "/pets/a{id}": { get: open() } }), 'the segment "a{id}"'],
  ["a segment with %", document({ "/p%20": { get: open() } }), 'the segment "p%20"'],
  ["a segment behind a greedy one", document({ "/{p+}/x": { get: open() } }), "nothing can come behind"],
  [
    "two variables under one parent",
    document({ "/pets/{a}": { get: open() }, "/pets/{b}/x": { get: open() } }),
    "A sibling ({a}) of this resource already has a variable path part -- only one is allowed",
  ],
  [
    "a variable beside a greedy one",
    document({ "/{a}": { get: open() }, "/{p+}": { get: open() } }),
    "A sibling ({a})",
  ],
  ["one path twice", document({ "/pets": { get: open() }, "/pets/": { get: open() } }), "the same resource"],
  ["one parameter name twice in a path", document({ "/{a}/x/{a}": { get: open() } }), "comes twice"],
  [
    "an operation without integration",
    pets({ responses: {} }),
    `${OPERATION}: has no x-amazon-apigateway-integration`,
  ],
  ["an unknown key of an operation", pets(open(proxy(), { frob: 1 })), `${OPERATION}.frob: unknown key`],
  [
    "two schemes at once",
    pets(open(proxy(), { security: [{ sigv4: [] }, { other: [] }] })),
    "must name one scheme",
  ],
  ["an unknown scheme", pets(open(proxy(), { security: [{ other: [] }] })), "no such scheme"],
  ["an empty requirement", pets(open(proxy(), { security: [{}] })), "an empty requirement"],
  ["scopes of IAM", pets(open(proxy(), { security: [{ sigv4: ["a"] }] })), "AWS_IAM has no scopes"],
  [
    "contradicting security",
    pets(iam(proxy(), { "x-amazon-apigateway-auth": { type: "NONE" } })),
    "Keep one of them",
  ],
  [
    "another kind of auth",
    pets(open(proxy(), { "x-amazon-apigateway-auth": { type: "CUSTOM" } })),
    "must be one of AWS_IAM, NONE",
  ],
  [
    "an API key scheme",
    scheme({ type: "apiKey", name: "x-api-key", in: "header" }),
    "API keys are not covered",
  ],
  [
    "a custom authorizer",
    scheme({ type: "apiKey", name: "Authorization", in: "header", "x-amazon-apigateway-authtype": "custom" }),
    "only awsSigv4 is covered",
  ],
  [
    "a scheme with an authorizer",
    scheme({ type: "apiKey", "x-amazon-apigateway-authorizer": {} }),
    'securitySchemes.s["x-amazon-apigateway-authorizer"]: not covered',
  ],
  [
    "an unknown validator",
    pets(open(proxy(), { "x-amazon-apigateway-request-validator": "v" })),
    "no such request validator",
  ],
  [
    "a cookie parameter",
    pets(open(proxy(), { parameters: [{ name: "c", in: "cookie" }] })),
    "must be one of header, path, query",
  ],
  [
    "a parameter that the path lacks",
    pets(open(proxy(), { parameters: [{ name: "c", in: "path" }] })),
    "the path has no {c}",
  ],
  [
    "a parameter name in two places",
    pets(
      open(proxy(), {
        parameters: [
          { name: "c", in: "query" },
          { name: "c", in: "header" },
        ],
      }),
    ),
    "Parameter names must be unique across querystring, header and path",
  ],
  ["a default response", pets(open(proxy(), { responses: { default: {} } })), "API Gateway wants a status"],
  [
    "a gateway response that does not exist",
    document({}, { "x-amazon-apigateway-gateway-responses": { NOPE: {} } }),
    "no such gateway response",
  ],
  [
    "a gateway response that cannot be changed",
    document({}, { "x-amazon-apigateway-gateway-responses": { REQUEST_TOO_LARGE: {} } }),
    "does not let this response be changed",
  ],
  [
    "Velocity in a gateway response",
    document(
      {},
      {
        "x-amazon-apigateway-gateway-responses": {
          DEFAULT_4XX: { responseTemplates: { "application/json": "#set($x = 1)" } },
        },
      },
    ),
    "not Velocity",
  ],
  [
    "an unknown variable in a gateway response",
    document(
      {},
      {
        "x-amazon-apigateway-gateway-responses": {
          DEFAULT_4XX: { responseTemplates: { "application/json": "$context.nope" } },
        },
      },
    ),
    "$context.nope does not exist",
  ],
  [
    "an unquoted static header",
    document(
      {},
      {
        "x-amazon-apigateway-gateway-responses": {
          DEFAULT_4XX: { responseParameters: { "gatewayresponse.header.X": "*" } },
        },
      },
    ),
    'invalid mapping expression "*"',
  ],
  [
    "a model with a name that AWS refuses",
    document({}, { components: { schemas: { "new-pet": {} } } }),
    "letters and digits only",
  ],
  [
    "a model that is no schema",
    schema({ type: "strnig" }),
    "components.schemas.Pet: not a JSON Schema of draft 4",
  ],
  [
    "a model with an unknown keyword",
    schema({ minLenght: 1 }),
    "components.schemas.Pet.minLenght: unknown key",
  ],
  ["a model with oneOf", schema({ oneOf: [] }), "anyOf is validated"],
  [
    "a model with nullable",
    schema({ properties: { a: { type: "string", nullable: true } } }),
    "schemas.Pet.properties.a.nullable",
  ],
  ["a model with minItems", schema({ type: "array", minItems: 1 }), "API Gateway does not validate it"],
  [
    "a model with a numeric exclusiveMinimum",
    schema({ exclusiveMinimum: 0 }),
    "API Gateway does not validate it",
  ],
  ["a reference to nothing", schema({ $ref: "#/components/schemas/Nope" }), "no such model"],
  [
    "a malformed resource policy",
    document({}, { "x-amazon-apigateway-policy": { Statement: [{ Effect: "Alow" }] } }),
    '["x-amazon-apigateway-policy"]: ',
  ],
];

describe("a definition", () => {
  describe("is refused, with the place in the document, when it has", () => {
    for (const [what, body, message] of refused) {
      it(what, () => {
        expect(() => parse(body))
          .to.throw(DefinitionError)
          .with.property("message")
          .that.contains(message);
      });
    }
  });

  it("may be JSON text", () => {
    const { resources } = parse(JSON.stringify(document({ "/pets": { get: open() } })));

    expect(resources.map(({ path }) => path)).to.deep.equal(["/pets"]);
  });

  it("leaves a method without security open, as AWS does", () => {
    const [resource] = parse(pets(open())).resources;

    expect(resource?.methods.get("GET")?.authorization).to.equal("NONE");
  });

  for (const type of ["AWS_IAM", "aws_iam"]) {
    it(`takes x-amazon-apigateway-auth ${type} for IAM`, async () => {
      const gateway = new Gateway(pets(open(proxy(), { "x-amazon-apigateway-auth": { type } })));

      expect((await gateway.send("GET /pets")).status).to.equal(403);
    });
  }

  it("gives the same path the same id, and other paths others", () => {
    const ids = (): (string | undefined)[] =>
      parse(document({ "/": { get: open() }, "/a": { get: open() }, "/b": { get: open() } })).resources.map(
        ({ id }) => id,
      );

    expect(ids()).to.deep.equal(ids());
    expect(new Set(ids()).size).to.equal(3);
    expect(ids()[0]).to.match(/^[a-z0-9]{10}$/);
    expect(ids()[1]).to.match(/^[a-z0-9]{6}$/);
  });
});
