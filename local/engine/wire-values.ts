// Pulumi's wire format: plain JSON, with marked objects for what JSON lacks. The marks are part of Pulumi's
// public protocol and never change.
const MARK = "4dabf18193072939515e22adb298388d";
const KINDS = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  asset: "c44067f5952c0a294b673a41bacd8c17",
  archive: "0def7320c3a5731c473e5ecbe6d01bc7",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;

/** What a preview shows for a value that only a deployment can tell. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Properties = Readonly<Record<string, unknown>>;

/** A text or file, as `pulumi.asset.*` makes them. Paths are as the program wrote them. */
export interface Asset {
  readonly $asset: true;
  readonly text?: string;
  readonly path?: string;
  readonly uri?: string;
}

/** Several assets by name, or one archive file or folder. */
export interface Archive {
  readonly $archive: true;
  readonly assets?: Readonly<Record<string, Asset | Archive>>;
  readonly path?: string;
  readonly uri?: string;
}

export interface DecodedProperties {
  readonly value: Properties;
  /** Paths of what was secret, such as `environment.variables.KEY`. */
  readonly secrets: readonly string[];
}

/**
 * Plain values from the wire: secrets are unwrapped and their paths noted, assets get a readable form, and a
 * reference to a resource becomes its id, as the engine does for providers that take no references.
 */
export function decodeProperties(wire: Properties): DecodedProperties {
  const secrets: string[] = [];
  return { value: decodeObject(wire, "", secrets), secrets };
}

function decode(value: unknown, path: string, secrets: string[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => decode(item, `${path}[${index}]`, secrets));
  if (typeof value !== "object" || value === null) return value;
  const wire = value as Properties;
  switch (wire[MARK]) {
    case KINDS.secret:
      secrets.push(path);
      return decode(wire.value, path, secrets);
    case KINDS.output:
      if (wire.secret === true) secrets.push(path);
      return "value" in wire ? decode(wire.value, path, secrets) : UNKNOWN;
    case KINDS.asset:
      return withoutUndefined({ $asset: true, text: wire.text, path: wire.path, uri: wire.uri });
    case KINDS.archive: {
      const assets = wire.assets === undefined ? undefined : decode(wire.assets, path, secrets);
      return withoutUndefined({ $archive: true, assets, path: wire.path, uri: wire.uri });
    }
    case KINDS.resource:
      return "id" in wire ? wire.id || UNKNOWN : wire.urn;
    default:
      return decodeObject(wire, path, secrets);
  }
}

function decodeObject(wire: Properties, path: string, secrets: string[]): Properties {
  const entries = Object.entries(wire).map(([key, item]) => {
    return [key, decode(item, path === "" ? key : `${path}.${key}`, secrets)];
  });
  return Object.fromEntries(entries) as Properties;
}

/**
 * The way back. A property that holds a secret anywhere is secret as a whole: what a program derives from it stays
 * secret too. Undefined is left out, because protobuf's Struct refuses it.
 */
export function encodeProperties(value: Properties, secrets: readonly string[]): Record<string, unknown> {
  const wire = encodeObject(value);
  for (const name of new Set(secrets.map(topLevelName))) {
    if (name in wire) wire[name] = { [MARK]: KINDS.secret, value: wire[name] };
  }
  return wire;
}

function encode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => encode(item) ?? null);
  if (typeof value !== "object" || value === null) return value;
  const { $asset, $archive, ...rest } = value as Properties;
  if ($asset === true) return { [MARK]: KINDS.asset, ...rest };
  if ($archive === true) return { [MARK]: KINDS.archive, ...encodeObject(rest) };
  return encodeObject(value as Properties);
}

function encodeObject(value: Properties): Record<string, unknown> {
  return withoutUndefined(
    Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)])),
  );
}

/** `environment` of `environment.variables.KEY`. */
export function topLevelName(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}

function withoutUndefined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}
