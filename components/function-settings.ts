import { existsSync } from "node:fs";
import { isAbsolute, normalize, resolve, sep } from "node:path";
import type { Input } from "@pulumi/pulumi";
import type { Statement } from "../policies";
import { checkedText } from "./checked-text";
import { ConfigError } from "./config-error";
import { deadLetterSpec, type DeadLetter, type DeadLetterSpec } from "./dead-letter";
import { checkVariables } from "./function-environment";
import { checkVpc, type Vpc } from "./vpc";

/** What a route says about its function beside the handler. */
export interface FunctionSettings {
  /** The whole execution role of the route's function, beside its own log group. @default nothing */
  readonly allow?: readonly Statement<"identity">[];
  /** Megabytes, 128 to 10,240; CPU grows with it, 1,769 is one full core. @default 256 */
  readonly memorySize?: number;
  /** Seconds, 1 to 29: API Gateway does not wait longer. @default 10 */
  readonly timeout?: number;
  /** `x86_64` only for native code that has no other build: it costs a quarter more. @default "arm64" */
  readonly architecture?: "arm64" | "x86_64";
  /** Megabytes of `/tmp`, 512 to 10,240. @default 512 */
  readonly ephemeralStorage?: number;
  /**
   * Requests that the function works on at once: no more than these, and these are kept from all other functions of the
   * account. 0 switches it off. @default no limit but the account's
   */
  readonly reservedConcurrency?: number;
  /**
   * Further environment variables. What the handler captures becomes variables by itself. Anybody who may read the
   * function's configuration sees the values: capture what is confidential with `secret()`.
   */
  readonly environment?: Readonly<Record<string, Input<string>>>;
  /** ARNs of layer versions, five at most. @default none */
  readonly layers?: readonly Input<string>[];
  /** Packages that are left out of the zip, because a layer or Lambda's runtime has them. @default none */
  readonly external?: readonly string[];
  /** Files and folders of the project that go into the zip under the same path. @default none */
  readonly include?: readonly string[];
  /**
   * Where events of asynchronous invocations go after the last attempt has failed. The role may send to this one target; the
   * key of an encrypted one needs `kms:GenerateDataKey` and `kms:Decrypt` in `allow`.
   * @default they are dropped
   */
  readonly deadLetter?: DeadLetter;
  /** A network of your own that the function's connections start in. It has no internet without a NAT gateway. @default none */
  readonly vpc?: Vpc;
}

/** The settings in one canonical shape. */
export interface FunctionSettingsSpec {
  readonly allow: readonly Statement<"identity">[];
  readonly memorySize: number;
  readonly timeout: number;
  readonly architecture: "arm64" | "x86_64";
  readonly ephemeralStorage: number | undefined;
  readonly reservedConcurrency: number | undefined;
  readonly environment: Readonly<Record<string, Input<string>>>;
  readonly layers: readonly Input<string>[];
  readonly external: readonly string[];
  readonly include: readonly string[];
  readonly deadLetter: DeadLetterSpec | undefined;
  readonly vpc: Vpc | undefined;
}

const MAX_LAYERS = 5;
const LAYER_ARN = /^arn:aws[a-z-]*:lambda:[^:]+:\d{12}:layer:[\w-]+:\d+$/;
const PACKAGE = /^(@[\w.~-]+\/)?[\w.~-]+(\/\*)?$|^@[\w.~-]+\/\*$/;

/** Names of the settings, for the check of a route's keys. */
export const FUNCTION_SETTINGS = [
  "allow",
  "memorySize",
  "timeout",
  "architecture",
  "ephemeralStorage",
  "reservedConcurrency",
  "environment",
  "layers",
  "external",
  "include",
  "deadLetter",
  "vpc",
] as const satisfies readonly (keyof FunctionSettings)[];

/** @throws ConfigError naming the route and the setting. */
export function normalizeFunctionSettings(key: string, settings: FunctionSettings): FunctionSettingsSpec {
  const whole = (field: keyof FunctionSettings, [min, max]: readonly [number, number]) =>
    wholeNumber(settings[field], { key, field, min, max });
  const { architecture = "arm64" } = settings;
  if (architecture !== "arm64" && architecture !== "x86_64")
    throw new ConfigError(`${key}: architecture is ${JSON.stringify(architecture)}; use "arm64" or "x86_64"`);
  return {
    allow: listOf(settings.allow, `${key}: allow`),
    memorySize: whole("memorySize", [128, 10_240]) ?? 256,
    timeout: whole("timeout", [1, 29]) ?? 10,
    architecture,
    ephemeralStorage: whole("ephemeralStorage", [512, 10_240]),
    reservedConcurrency: whole("reservedConcurrency", [0, 100_000]),
    environment: checkVariables(key, settings.environment ?? {}),
    layers: checkLayers(key, settings.layers),
    external: listOf(settings.external, `${key}: external`).map((name) => checkPackage(key, name)),
    include: listOf(settings.include, `${key}: include`).map((path) => checkFile(key, path)),
    deadLetter: settings.deadLetter && deadLetterSpec(key, settings.deadLetter),
    vpc: settings.vpc && checkVpc(key, settings.vpc),
  };
}

interface Range {
  readonly key: string;
  readonly field: string;
  readonly min: number;
  readonly max: number;
}

function wholeNumber(value: unknown, { key, field, min, max }: Range): number | undefined {
  if (value === undefined) return undefined;
  if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
  const given = typeof value === "number" ? value : JSON.stringify(value);
  throw new ConfigError(`${key}: ${field} is ${given}; use a whole number from ${min} to ${max}`);
}

function listOf<T>(value: readonly T[] | undefined, where: string): readonly T[] {
  if (value === undefined || Array.isArray(value)) return value ?? [];
  throw new ConfigError(`${where} is not a list; write […] around it`);
}

function checkLayers(key: string, layers: FunctionSettings["layers"]): readonly Input<string>[] {
  const listed = listOf(layers, `${key}: layers`);
  if (listed.length > MAX_LAYERS)
    throw new ConfigError(`${key}: layers has ${listed.length} entries, and Lambda takes ${MAX_LAYERS}`);
  return listed.map((layer, index) =>
    checkedText(layer, (arn) => {
      if (!LAYER_ARN.test(arn))
        throw new ConfigError(
          `${key}: layers[${index}] is ${JSON.stringify(arn)}; use the ARN of a layer's version, which ends in its number`,
        );
    }),
  );
}

function checkPackage(key: string, name: unknown): string {
  if (typeof name === "string" && PACKAGE.test(name)) return name;
  throw new ConfigError(
    `${key}: external names ${JSON.stringify(name)}; use a package's name, such as "sharp" or "@aws-sdk/*"`,
  );
}

/** The path in the zip: relative to the project, which is where Pulumi runs the program. */
function checkFile(key: string, path: unknown): string {
  const given = typeof path === "string" ? normalize(path).replace(/[\\/]$/, "") : "";
  const isInside = given !== "" && given !== "." && !isAbsolute(given) && given.split(sep)[0] !== "..";
  if (!isInside)
    throw new ConfigError(
      `${key}: include names ${JSON.stringify(path)}; use the path of a file or folder inside the project, relative to it`,
    );
  if (/^index\.js(\.map)?$/.test(given))
    throw new ConfigError(
      `${key}: include names ${given}, which is the function's own code; rename the file`,
    );
  if (!existsSync(resolve(given)))
    throw new ConfigError(`${key}: include names ${given}, and ${resolve(given)} does not exist`);
  return given.split(sep).join("/");
}
