import type { JsonSchema } from "./schema";

export interface ValidatorSchemas {
  readonly path?: JsonSchema;
  readonly query?: JsonSchema;
  readonly body?: JsonSchema;
}

/**
 * The source of a CommonJS module that exports one generated validator for each part of a request. Path and query values
 * arrive as text and are coerced to the schema's types; bodies never are.
 */
export function validatorModule(schemas: ValidatorSchemas): string {
  const exports: string[] = [];
  const modules: string[] = [];
  for (const part of ["path", "query", "body"] as const) {
    const schema = schemas[part];
    if (!schema) continue;
    modules.push(
      `const ${part} = (() => { const module = { exports: {} }; let exports = module.exports;\n${standalone(schema, part !== "body")}\nreturn module.exports; })();`,
    );
    exports.push(part);
  }
  return `"use strict";\n${modules.join("\n")}\nmodule.exports = { ${exports.join(", ")} };\n`;
}

function standalone(schema: JsonSchema, coerceTypes: boolean): string {
  // Loaded here, not at the top: a program whose bundles are all kept from the last run never needs it.
  const { Ajv2020 } = require("ajv/dist/2020") as typeof import("ajv/dist/2020");
  const standaloneCode = (require("ajv/dist/standalone") as typeof import("ajv/dist/standalone")).default;
  const ajv = new Ajv2020({
    code: { source: true, lines: false },
    coerceTypes,
    useDefaults: true,
    strict: true,
    strictTypes: false,
    validateFormats: false,
  });
  return standaloneCode(ajv, ajv.compile(schema));
}
