import { join } from "node:path";
import { log } from "@pulumi/pulumi";
import {
  analyzeCallback,
  bundleCallbacks,
  type AnalyzedCallback,
  type Bundle,
  type BundleEntry,
  type EntryFile,
} from "../callbacks";
import type { ProxyAdapterOptions } from "../handler";
import { ConfigError } from "./config-error";
import type { RawHandler } from "./route";
import { validatorModule, type ValidatorSchemas } from "./validator";

export interface HandlerCode {
  readonly analyzed: AnalyzedCallback;
  readonly options: HandlerCodeOptions;
}

export interface HandlerCodeOptions {
  /** How the function is called: by the proxy integration, by mapping templates, or as the author's own Lambda handler. */
  readonly kind: "proxy" | "mapped" | "raw";
  readonly caller: ProxyAdapterOptions["caller"];
  readonly origins: readonly string[];
  readonly schemas: ValidatorSchemas;
}

const ADAPTER = join(__dirname, "..", "handler", "adapter");

/**
 * Finds the handler's source and what it captures, without bundling it yet.
 * @throws ConfigError naming the route, with the captured path, the place and the remedy.
 */
export function analyzeHandler(key: string, handler: unknown, options: HandlerCodeOptions): HandlerCode {
  const callback = isRaw(handler) ? handler.raw : handler;
  if (typeof callback !== "function" && !isEntryFile(callback))
    throw new ConfigError(
      `${key}: the handler is neither a function nor a file; write handler: async (request) => …, or handler: { entry: "./file.ts" }`,
    );
  return { analyzed: analyzeCallback(callback, { name: key }), options };
}

export const isRaw = (handler: unknown): handler is RawHandler =>
  typeof handler === "object" && handler !== null && "raw" in handler;

const isEntryFile = (handler: unknown): handler is EntryFile =>
  typeof handler === "object" && handler !== null && typeof (handler as EntryFile).entry === "string";

interface HandlerBundle {
  readonly code: HandlerCode;
  readonly settings: { readonly external: readonly string[]; readonly include: readonly string[] };
}

/** The zips' files, in the same order. Handlers that leave the same packages out share one build. */
export async function bundleHandlers(handlers: readonly HandlerBundle[]): Promise<Bundle[]> {
  const groups = new Map<string, { external: readonly string[]; handlers: HandlerBundle[] }>();
  for (const handler of handlers) {
    const external = [...handler.settings.external].sort();
    const group = groups.get(external.join()) ?? { external, handlers: [] };
    group.handlers.push(handler);
    groups.set(external.join(), group);
  }
  const bundles = new Map<HandlerCode, Bundle>();
  await Promise.all(
    [...groups.values()].map(async ({ external, handlers: together }) => {
      const built = await bundleCallbacks(together.map(entryOf), external.length === 0 ? {} : { external });
      together.forEach(({ code }, index) => bundles.set(code, built[index]!));
    }),
  );
  const inOrder = handlers.map(({ code }) => bundles.get(code)!);
  warnOf(handlers, inOrder);
  return inOrder;
}

/** Once for all functions that take the same package along. */
function warnOf(handlers: readonly HandlerBundle[], bundles: readonly Bundle[]): void {
  const routes = new Map<string, string[]>();
  bundles.forEach(({ notes }, index) => {
    for (const note of notes)
      routes.set(note, [...(routes.get(note) ?? []), handlers[index]!.code.analyzed.name]);
  });
  for (const [note, [first, ...others]] of routes) {
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    void log.warn(`${first}${more}: ${note}`);
  }
}

const entryOf = ({ code: { analyzed, options }, settings: { include } }: HandlerBundle): BundleEntry =>
  options.kind === "raw"
    ? { analyzed, include }
    : {
        analyzed,
        include,
        wrap: adapterEntry(options),
        modules: { "validators:": validatorModule(options.schemas) },
      };

const adapterEntry =
  ({ kind, caller, origins }: HandlerCodeOptions) =>
  (callback: string) => {
    const options = JSON.stringify(kind === "proxy" ? { caller, origins } : { origins });
    return {
      contents: `import { ${kind === "mapped" ? "adaptMapped" : "adaptProxy"} as adapt } from ${JSON.stringify(ADAPTER)};
import validators from "validators:";
import { handler as callback } from ${JSON.stringify(callback)};
export const handler = adapt(callback, { ...${options}, validators });`,
      resolveDir: __dirname,
    };
  };
