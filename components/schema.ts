import { z } from "zod";
import { ConfigError } from "./config-error";

/** A JSON Schema document, as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

interface Definition {
  readonly type: string;
  readonly coerce?: boolean;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly checks?: readonly {
    readonly _zod: {
      readonly def: { readonly check: string; readonly format?: string; readonly pattern?: RegExp };
    };
  }[];
  readonly catchall?: z.ZodType;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
}

const definitionOf = (schema: z.ZodType): Definition => schema._zod.def as unknown as Definition;

/** Checks that JSON Schema expresses exactly. zod drops the others silently when it converts a schema. */
const EXACT_CHECKS = new Set([
  "min_length",
  "max_length",
  "length_equals",
  "greater_than",
  "less_than",
  "multiple_of",
  "number_format",
  "string_format",
]);

/** The parts of a schema by its type; a type that is missing here has no exact JSON Schema form. */
const PARTS: Readonly<
  Record<string, (definition: Definition) => readonly (readonly [string, z.ZodType | undefined])[]>
> = {
  object: ({ shape = {} }) => Object.entries(shape).map(([name, schema]) => [`.${name}`, schema] as const),
  array: ({ element }) => [["[]", element]],
  optional: ({ innerType }) => [["", innerType]],
  nullable: ({ innerType }) => [["", innerType]],
  default: ({ innerType }) => [["", innerType]],
  readonly: ({ innerType }) => [["", innerType]],
  union: ({ options = [] }) => options.map((option) => ["", option] as const),
  record: ({ valueType }) => [["[*]", valueType]],
  string: () => [],
  number: () => [],
  boolean: () => [],
  literal: () => [],
  enum: () => [],
  null: () => [],
};

/**
 * Refuses a schema that JSON Schema cannot express exactly: what zod would drop silently would not be checked at all.
 * @throws ConfigError naming the place inside the schema.
 */
export function assertExact(schema: z.ZodType, where: string): void {
  const definition = definitionOf(schema);
  const parts = PARTS[definition.type];
  const refuse = (what: string, remedy: string) => {
    throw new ConfigError(`${where}: ${what} has no exact JSON Schema form; ${remedy}`);
  };
  if (!parts)
    return refuse(`z.${definition.type}()`, "describe the data as it is sent, and convert it in the handler");
  if (definition.coerce === true)
    refuse("z.coerce", "path and query values are converted to the schema's type anyway");
  if (
    definition.type === "object" &&
    definition.catchall &&
    definitionOf(definition.catchall).type !== "never"
  ) {
    refuse("an object with a catch-all", "objects are closed: name every field, or use z.record()");
  }
  if (
    definition.type === "record" &&
    (definitionOf(definition.keyType!).type !== "string" || definitionOf(definition.keyType!).checks?.length)
  ) {
    refuse("a record with restricted keys", "use z.record(z.string(), …)");
  }
  for (const { check, format, pattern } of [
    definition as { check?: string; format?: string; pattern?: RegExp },
    ...(definition.checks ?? []).map((c) => c._zod.def),
  ]) {
    if (check === undefined) continue;
    if (check === "overwrite")
      refuse("a change of the text such as trim() or toLowerCase()", "change it in the handler");
    if (!EXACT_CHECKS.has(check))
      refuse(check === "custom" ? "refine()" : `the check "${check}"`, "check it in the handler");
    if (check === "string_format" && !pattern) refuse(`the format "${format}"`, "use regex()");
    if (pattern && pattern.flags.replace("u", "") !== "")
      refuse(`a pattern with the flags "${pattern.flags}"`, "write it without flags");
  }
  for (const [step, part] of parts(definition)) assertExact(part!, where + step);
}

/** The schema that validators are generated from: draft 2020-12, closed objects, defaults kept. */
export function toJsonSchema(schema: z.ZodType, where: string): JsonSchema {
  assertExact(schema, where);
  return closed(z.toJSONSchema(schema, { io: "input", target: "draft-2020-12" })) as JsonSchema;
}

/**
 * The schema as an API Gateway request model: draft 4 without the keywords that API Gateway does not support. A first
 * filter only; the function's validator holds what is left out here.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 */
export function toModel(schema: z.ZodType, where: string): JsonSchema {
  assertExact(schema, where);
  return supported(closed(z.toJSONSchema(schema, { io: "input", target: "draft-4" }))) as JsonSchema;
}

const UNSUPPORTED = new Set([
  "$schema",
  "default",
  "format",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minItems",
  "maxItems",
  "propertyNames",
  "examples",
  "id",
]);

function supported(value: unknown): unknown {
  return mapSchema(value, ({ oneOf, ...schema }) => ({
    ...Object.fromEntries(Object.entries(schema).filter(([keyword]) => !UNSUPPORTED.has(keyword))),
    // API Gateway ignores `oneOf`; `anyOf` accepts no more where the options exclude each other, and the validator decides.
    ...(oneOf === undefined ? {} : { anyOf: oneOf }),
  }));
}

/** Objects are closed: a client must not be able to set a field that the schema does not name. */
function closed(value: unknown): unknown {
  return mapSchema(value, (schema) =>
    schema["type"] === "object" && schema["additionalProperties"] === undefined
      ? { ...schema, additionalProperties: false }
      : schema,
  );
}

type Keywords = Record<string, unknown>;

/** Applies a change to every schema inside a schema, and to no data inside it such as an enum or a default. */
function mapSchema(value: unknown, change: (schema: Keywords) => Keywords): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const schema = { ...(value as Keywords) };
  const each = (inner: unknown) => mapSchema(inner, change);
  for (const keyword of ["items", "additionalProperties", "not"])
    if (keyword in schema) schema[keyword] = each(schema[keyword]);
  for (const keyword of ["anyOf", "oneOf", "allOf"]) {
    if (Array.isArray(schema[keyword])) schema[keyword] = (schema[keyword] as unknown[]).map(each);
  }
  if (typeof schema["properties"] === "object" && schema["properties"] !== null) {
    schema["properties"] = Object.fromEntries(
      Object.entries(schema["properties"]).map(([name, inner]) => [name, each(inner)]),
    );
  }
  return change(schema);
}
