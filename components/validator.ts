import type { Ajv2020 } from "ajv/dist/2020";
import type standaloneCode from "ajv/dist/standalone";
import { hashOf, keep, readKept } from "../callbacks/kept-results";
import type { JsonSchema } from "./schema";

export interface ValidatorSchemas {
  readonly path?: JsonSchema;
  readonly query?: JsonSchema;
  readonly body?: JsonSchema;
}

const PARTS = ["path", "query", "body"] as const satisfies (keyof ValidatorSchemas)[];
const OPTIONS = {
  code: { source: true, lines: false },
  useDefaults: true,
  strict: true,
  strictTypes: false,
  // The schemas come from `toJsonSchema`; compiling the meta-schema to check them costs more than all the rest.
  validateSchema: false,
  meta: false,
  validateFormats: false,
} as const;

/**
 * The source of a CommonJS module that exports one generated validator for each part of a request. Path and query values
 * arrive as text and are coerced to the schema's types; bodies never are.
 */
export function validatorModule(schemas: ValidatorSchemas): string {
  const key = hashOf(ajvVersion(), JSON.stringify(OPTIONS), JSON.stringify(schemas));
  const kept = readKept<string>("validator", key);
  if (kept !== undefined) return kept;
  const described = PARTS.filter((part) => schemas[part]);
  const modules = described.map(
    (part) =>
      `const ${part} = (() => { const module = { exports: {} }; let exports = module.exports;\n${standalone(schemas[part]!, part !== "body")}\nreturn module.exports; })();`,
  );
  const source = `"use strict";\n${modules.join("\n")}\nmodule.exports = { ${described.join(", ")} };\n`;
  keep("validator", key, source);
  return source;
}

const ajvVersion = (): string => (require("ajv/package.json") as { version: string }).version;

function standalone(schema: JsonSchema, coerceTypes: boolean): string {
  // Loaded here, not at the top: a program whose validators are all kept from the last run never needs it.
  const { Ajv2020: Ajv } = require("ajv/dist/2020") as { Ajv2020: typeof Ajv2020 };
  const { default: generate } = require("ajv/dist/standalone") as { default: typeof standaloneCode };
  const ajv = new Ajv({ ...OPTIONS, coerceTypes });
  return generate(ajv, ajv.compile(schema));
}
