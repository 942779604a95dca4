import { ConfigError } from "./config-error";
import { FUNCTION_SETTINGS } from "./function-settings";
import type { RouteDefinition } from "./route";

const REQUEST_KEYS: readonly string[] = [
  "auth",
  "body",
  "query",
  "path",
  "throttle",
  "handler",
  "integration",
] satisfies (keyof RouteDefinition)[];

/** What AWS and other tools call a setting. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  architectures: "architecture",
  deadLetterConfig: "deadLetter",
  env: "environment",
  memory: "memorySize",
  permissions: "allow",
  reservedConcurrentExecutions: "reservedConcurrency",
  vpcConfig: "vpc",
};

/**
 * A misspelt setting would be a default that nobody chose.
 * @throws ConfigError naming the route and the key.
 */
export function checkRouteKeys(route: string, definition: RouteDefinition): void {
  const isDirect = typeof definition.integration === "object";
  for (const name of Object.keys(definition)) {
    if (REQUEST_KEYS.includes(name)) continue;
    const isSetting = (FUNCTION_SETTINGS as readonly string[]).includes(name);
    if (isDirect ? name === "answer" : isSetting) continue;
    if (isSetting)
      throw new ConfigError(
        `${route}: ${name} is a function's, and a direct integration has none; remove it`,
      );
    const meant = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined;
    throw new ConfigError(
      `${route}: "${name}" is not a setting of a route; ${meant === undefined ? `use ${[...REQUEST_KEYS, ...(isDirect ? ["answer"] : FUNCTION_SETTINGS)].join(", ")}` : `write ${meant}`}`,
    );
  }
}
