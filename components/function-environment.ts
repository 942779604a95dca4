import { output, unsecret, type Input, type Output } from "@pulumi/pulumi";
import { checkedText } from "./checked-text";
import { ConfigError } from "./config-error";

type Variables = Readonly<Record<string, Input<string>>>;

/** Names and values together, as JSON: what Lambda measures. */
const MAX_ENVIRONMENT_BYTES = 4_096;
const CAPTURED = /^CAP_/;
const RESERVED =
  /^(AWS_(REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_\w+)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;
/** How many of the largest variables an error names. */
const NAMED_VARIABLES = 3;

/** @throws ConfigError naming the route and the variable. */
export function checkVariables(key: string, variables: Variables): Variables {
  const checked = Object.entries(variables).map(([name, value]) => {
    const where = `${key}: environment.${name}`;
    if (!/^[A-Za-z]\w+$/.test(name))
      throw new ConfigError(
        `${where} cannot name a variable; use two or more letters, digits and "_", a letter first`,
      );
    if (RESERVED.test(name))
      throw new ConfigError(`${where} is reserved: Lambda sets it itself; use another name`);
    if (CAPTURED.test(name))
      throw new ConfigError(`${where}: names that begin with CAP_ are those of captures; use another name`);
    const requireText = (known: unknown): void => {
      if (typeof known !== "string")
        throw new ConfigError(`${where} is of type ${typeof known}; turn it into a text`);
    };
    return [name, checkedText(value, requireText)] as const;
  });
  const known = checked.filter((entry): entry is [string, string] => typeof entry[1] === "string");
  assertFits(key, Object.fromEntries(known));
  return Object.fromEntries(checked);
}

/**
 * All variables of a function, with stack traces that show the author's TypeScript. Each stays an Output of its own: one
 * secret among them makes no secret of the others.
 * @throws ConfigError (as a rejection of the result) for more than Lambda takes, as soon as the values are known.
 */
export function functionEnvironment(key: string, variables: Variables): Variables {
  const options = withSourceMaps(variables["NODE_OPTIONS"]);
  const all = { ...variables, NODE_OPTIONS: options };
  const measured = output(all).apply((known) => {
    assertFits(key, known);
    return known.NODE_OPTIONS;
  });
  // The measure saw secrets; what comes out of it is the option alone, whose own secrecy is kept.
  return { ...all, NODE_OPTIONS: keepSecrecy(options, unsecret(measured)) };
}

const SOURCE_MAPS = "--enable-source-maps";

function withSourceMaps(own: Input<string> | undefined): Output<string> {
  return output(own ?? "").apply((text) =>
    /(^|\s)--(no-)?enable-source-maps(\s|$)/.test(text) ? text : `${text} ${SOURCE_MAPS}`.trim(),
  );
}

function keepSecrecy(of: Output<string>, value: Output<string>): Output<string> {
  return output([of, value]).apply(([, known]) => known!);
}

/** Never says a value: it may be a secret. */
function assertFits(key: string, variables: Readonly<Record<string, string>>): void {
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes <= MAX_ENVIRONMENT_BYTES) return;
  const largest = Object.entries(variables)
    .map(([name, value]) => ({ name, bytes: Buffer.byteLength(value) }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, NAMED_VARIABLES)
    .map((variable) => `${variable.name} (${variable.bytes} bytes)`);
  throw new ConfigError(
    `${key}: the function's environment has ${bytes} bytes, and Lambda takes ${MAX_ENVIRONMENT_BYTES}; the largest are ` +
      `${largest.join(", ")}. Capture large values with parameter() or secret(), which keep them outside of it`,
  );
}
