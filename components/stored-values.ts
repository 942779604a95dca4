import { interpolate, output, secret, type Input, type Resource } from "@pulumi/pulumi";
import type { StoredCapture } from "../callbacks";
import type { Statement } from "../policies";
import { checkedText } from "./checked-text";
import { ConfigError } from "./config-error";
import { create, type Scope } from "./transform";

/** What a function needs for the captured values that it fetches when it starts. */
export interface StoredNeeds {
  /** Where the values are, by environment variable. */
  readonly variables: Readonly<Record<string, Input<string>>>;
  /** Reading exactly these values. */
  readonly statements: readonly Statement<"identity">[];
  /** What must be there before the function runs. */
  readonly resources: readonly Resource[];
}

interface Stored {
  /** A parameter's name, or a secret's ARN. */
  readonly place: Input<string>;
  readonly version: Input<string>;
  readonly statement: () => Statement<"identity">;
  readonly resource: Resource;
}

/** Bytes of a value: Parameter Store's advanced tier, and Secrets Manager. */
const MAX_BYTES = { parameter: 8_192, secret: 65_536 };

/**
 * The captures of an API's handlers that `parameter()` and `secret()` keep outside of the functions' configuration. A value
 * that several handlers capture is stored once, and each of them may read it.
 */
export class StoredValues {
  private readonly scope: Scope;
  private readonly known = new Map<unknown, Stored>();
  private readonly names = new Set<string>();

  constructor(scope: Scope) {
    this.scope = scope;
  }

  /**
   * @param route whose handler captures the values
   * @throws ConfigError for a value that its store does not take, as soon as it is known.
   */
  needsOf(
    route: { readonly id: string; readonly key: string },
    captures: readonly StoredCapture[],
  ): StoredNeeds {
    const stored = captures.map((capture) => ({ ...this.find(route, capture), variable: capture.variable }));
    return {
      variables: Object.fromEntries(
        stored.flatMap(({ variable, place, version }) => [
          [variable, place],
          // Not read by anything: another value makes another configuration, so that no environment goes on with the old one.
          // Two underscores, because no capture's own variable has them.
          [`${variable}__VERSION`, version],
        ]),
      ),
      statements: stored.map(({ statement }) => statement()),
      resources: stored.map(({ resource }) => resource),
    };
  }

  private find(route: { readonly id: string; readonly key: string }, capture: StoredCapture): Stored {
    const known = this.known.get(capture.mark);
    if (known) return known;
    const value = checkedText(capture.value, (text) => checkSize(route.key, capture, text));
    const name = this.freeName(route.id, capture.name);
    const stored =
      capture.kind === "parameter"
        ? storeParameter(this.scope, name, value)
        : storeSecret(this.scope, name, value);
    this.known.set(capture.mark, stored);
    return stored;
  }

  /** Named after the capture, and after the route too where another one captures another value by the same name. */
  private freeName(routeId: string, capture: string): string {
    const plain = `${this.scope.name}-${capture.replace(/[^A-Za-z0-9]+/g, "-")}`;
    const name = this.names.has(plain) ? `${plain}-${routeId}` : plain;
    this.names.add(name);
    return name;
  }
}

/**
 * Checks what is known of a handler's captures before any resource is registered.
 * @throws ConfigError naming the route and the capture.
 */
export function checkStoredCaptures(api: string, route: string, captures: readonly StoredCapture[]): void {
  for (const capture of captures) {
    if (capture.kind === "parameter" && /^(aws|ssm)/i.test(api))
      throw new ConfigError(
        `${route}: parameter() keeps '${capture.name}' under a name that begins with that of the API, and ${api} begins as AWS's own ` +
          'do, with "aws" or "ssm"; name the API otherwise, or use secret()',
      );
    if (typeof capture.value === "string") checkSize(route, capture, capture.value);
  }
}

function checkSize(route: string, { kind, name }: StoredCapture, value: string): void {
  const bytes = Buffer.byteLength(value);
  if (bytes > 0 && bytes <= MAX_BYTES[kind]) return;
  throw new ConfigError(
    `${route}: ${kind}() keeps '${name}', which has ${bytes} bytes; it takes 1 to ${MAX_BYTES[kind]}` +
      (kind === "parameter" && bytes <= MAX_BYTES.secret && bytes > 0
        ? ". Use secret(), which takes more"
        : ""),
  );
}

/** Under AWS's own key, which every principal of the account may use through SSM: no permission of KMS is needed. */
function storeParameter(scope: Scope, name: string, value: Input<string>): Stored {
  const { Parameter } = require("@pulumi/aws/ssm") as typeof import("@pulumi/aws/ssm");
  const parameter = create(scope, Parameter, {
    name,
    args: { type: "SecureString", tier: "Intelligent-Tiering", value: secret(value) },
    transform: scope.transform.parameter,
  });
  return {
    place: parameter.name,
    version: interpolate`${parameter.version}`,
    statement: () => {
      const { ssm } = require("../policies/services/ssm") as typeof import("../policies/services/ssm");
      return ssm.allow("GetParameter").on({ parameter: parameter.arn });
    },
    resource: parameter,
  };
}

/** Under AWS's own key, which every principal of the account may use through Secrets Manager. */
function storeSecret(scope: Scope, name: string, value: Input<string>): Stored {
  const { Secret, SecretVersion } =
    require("@pulumi/aws/secretsmanager") as typeof import("@pulumi/aws/secretsmanager");
  const made = create(scope, Secret, { name, args: {}, transform: scope.transform.secret });
  const version = create(scope, SecretVersion, {
    name,
    args: { secretId: made.id, secretString: secret(value) },
  });
  return {
    place: made.arn,
    version: output(version.versionId),
    statement: () => {
      const { secretsmanager } =
        require("../policies/services/secretsmanager") as typeof import("../policies/services/secretsmanager");
      return secretsmanager.allow("GetSecretValue").on({ secret: made.arn });
    },
    resource: version,
  };
}
