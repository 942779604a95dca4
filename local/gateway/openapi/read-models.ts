import Ajv from "ajv-draft-04";
import type { Model } from "../body-validator";
import type { DocumentNode } from "./document-node";

/** The document's models, and schemas written in place. They are checked when the document is read and compiled at first use. */
export interface Models {
  /** A schema as a request body's model. */
  model(schema: DocumentNode): Model;
  /** A schema that only describes. */
  check(schema: DocumentNode): void;
  /** API Gateway's built-in `Empty` model. */
  readonly empty: Model;
}

const DOCUMENT_ID = "openapi";
const REFERENCE = /^#\/components\/schemas\/([A-Za-z0-9]+)$/;

const KEYWORDS = [
  "$ref",
  "$schema",
  "title",
  "description",
  "type",
  "format",
  "enum",
  "properties",
  "patternProperties",
  "additionalProperties",
  "required",
  "items",
  "additionalItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "minimum",
  "maximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "allOf",
  "anyOf",
  "not",
] as const;

const IGNORED = "API Gateway does not validate it. Leave it out of the model and check it in the function.";
/** Documented as unsupported or left out of validation (developer guide, known issues). */
const NOT_VALIDATED: Readonly<Record<string, string>> = {
  default: IGNORED,
  discriminator: IGNORED,
  deprecated: IGNORED,
  example: IGNORED,
  examples: IGNORED,
  exclusiveMaximum: IGNORED,
  exclusiveMinimum: IGNORED,
  maxItems: IGNORED,
  minItems: IGNORED,
  nullable: 'It is not JSON Schema draft 4. Write "type": ["string", "null"].',
  oneOf: `${IGNORED} anyOf is validated.`,
  readOnly: IGNORED,
  writeOnly: IGNORED,
  const: "It is not JSON Schema draft 4. Write an enum of one value.",
  $defs: "It is not JSON Schema draft 4. Put the schema into components.schemas.",
  definitions: "Put the schema into components.schemas.",
};

export function readModels(node: DocumentNode | undefined): Models {
  const schemas = new Map(node?.entries() ?? []);
  // `check` has validated every schema by the time that one compiles; Ajv would compile the meta-schema for it once more.
  const ajv = new Ajv({ strict: false, validateFormats: false, validateSchema: false, logger: false });
  const check = (schema: DocumentNode): void => {
    checkKeywords(schema, new Set(schemas.keys()));
    const fault = findSchemaFault(schema.value);
    if (fault !== undefined) schema.fail(`not a JSON Schema of draft 4: ${fault}.`);
  };
  for (const [name, schema] of schemas) {
    if (!/^[A-Za-z0-9]+$/.test(name)) schema.fail("a model's name must be letters and digits only.");
    check(schema);
  }
  ajv.addSchema({ id: DOCUMENT_ID, components: { schemas: node?.value ?? {} } }, DOCUMENT_ID, false, false);
  return {
    check,
    empty: lazyModel(ajv, { type: "object" }),
    model(schema) {
      check(schema);
      return lazyModel(ajv, absoluteReferences(schema.value) as object);
    },
  };
}

let draft4: Ajv | undefined;

/** The meta-schema is compiled once for all documents: that costs more than everything else here. */
export function findSchemaFault(schema: unknown): string | undefined {
  draft4 ??= new Ajv({ strict: false, validateFormats: false, logger: false });
  return draft4.validateSchema(schema as object) === true
    ? undefined
    : draft4.errorsText(draft4.errors, { dataVar: "schema" });
}

function lazyModel(ajv: Ajv, schema: object): Model {
  let validate: ReturnType<Ajv["compile"]> | undefined;
  return (value) => {
    validate ??= ajv.compile(schema);
    return validate(value) === true ? undefined : ajv.errorsText(validate.errors, { dataVar: "body" });
  };
}

/** A schema outside `components` refers into it by the document's id. */
function absoluteReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(absoluteReferences);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      key === "$ref" && typeof entry === "string" ? DOCUMENT_ID + entry : absoluteReferences(entry),
    ]),
  );
}

function checkKeywords(node: DocumentNode, names: ReadonlySet<string>): void {
  const schema = node.members(KEYWORDS, NOT_VALIDATED);
  const reference = schema.$ref;
  if (reference) {
    const name = REFERENCE.exec(reference.text())?.[1];
    if (name === undefined || !names.has(name))
      reference.fail("no such model. Write #/components/schemas/NAME, with a name of letters and digits.");
  }
  for (const map of [schema.properties, schema.patternProperties]) {
    for (const [, child] of map?.entries() ?? []) checkKeywords(child, names);
  }
  for (const list of [schema.allOf, schema.anyOf]) {
    for (const child of list?.items() ?? []) checkKeywords(child, names);
  }
  for (const child of [schema.not, schema.additionalProperties, schema.additionalItems]) {
    if (child && typeof child.value !== "boolean") checkKeywords(child, names);
  }
  if (schema.items) {
    for (const child of Array.isArray(schema.items.value) ? schema.items.items() : [schema.items]) {
      checkKeywords(child, names);
    }
  }
}
