// The only file that reaches inside the Pulumi SDK. What it relies on is internal to the SDK, so it is checked once
// when it is loaded: another version fails here, with its number, and not somewhere in a deployment.
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as config from "@pulumi/pulumi/runtime/config";
import type * as settings from "@pulumi/pulumi/runtime/settings";
import type * as stack from "@pulumi/pulumi/runtime/stack";
import type * as engineProto from "@pulumi/pulumi/proto/engine_pb";
import type * as providerProto from "@pulumi/pulumi/proto/provider_pb";
import type * as resourceProto from "@pulumi/pulumi/proto/resource_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { DeploymentError } from "../deployment";

/** What this engine is tested with. Others work as long as they pass the check. */
const TESTED_VERSION = "3.248.0";

interface Store {
  readonly settings: {
    monitor: unknown;
    engine: unknown;
    readonly options: { rootDirectory: string };
  };
}

/** One program's copy of the SDK. */
export interface PulumiSdk {
  readonly version: string;
  readonly resources: typeof resourceProto;
  readonly providers: typeof providerProto;
  readonly engine: typeof engineProto;
  readonly Struct: typeof Struct;
  readonly Empty: typeof Empty;
  readonly resetOptions: typeof settings.resetOptions;
  readonly disconnect: typeof settings.disconnect;
  readonly setAllConfig: typeof config.setAllConfig;
  readonly runInPulumiStack: typeof stack.runInPulumiStack;
  /** Runs with SDK state of its own, so that runs in one process do not see each other. */
  withLocalStorage<T>(callback: () => Promise<T>): Promise<T>;
  getStore(): Store;
  /** Resources whose construction has begun and whose registration has not ended. */
  readonly pending: ReadonlySet<PendingOperation>;
}

/** `label` is the SDK's own, such as `resource:users[aws:dynamodb/table:Table]`; the stack shows who made it. */
export interface PendingOperation {
  readonly label: string;
  readonly createdAt: Error;
  readonly store: Store;
}

const loaded = new Map<string, PulumiSdk>();

/**
 * Loads the copy of the SDK that the program in `directory` uses.
 *
 * @throws DeploymentError when it is not installed or is a version that this engine does not support.
 */
export function loadPulumiSdk(directory: string): PulumiSdk {
  const require = createRequire(join(directory, "package.json"));
  let packageJson: string;
  try {
    packageJson = require.resolve("@pulumi/pulumi/package.json");
  } catch {
    throw new DeploymentError(`@pulumi/pulumi is not installed for ${directory}: run npm install there`);
  }
  const known = loaded.get(packageJson);
  if (known) return known;
  const sdk = connect(createRequire(packageJson));
  loaded.set(packageJson, sdk);
  return sdk;
}

function connect(require: NodeJS.Require): PulumiSdk {
  const { version } = require("./package.json") as { version: string };
  try {
    const settingsModule = require("./runtime/settings") as typeof settings;
    const configModule = require("./runtime/config") as typeof config;
    const stackModule = require("./runtime/stack") as typeof stack;
    const state = require("./runtime/state") as Pick<PulumiSdk, "withLocalStorage" | "getStore">;
    const struct = require("google-protobuf/google/protobuf/struct_pb") as { Struct: typeof Struct };
    const empty = require("google-protobuf/google/protobuf/empty_pb") as { Empty: typeof Empty };
    const pending = new Set<PendingOperation>();
    const sdk: PulumiSdk = {
      version,
      resources: require("./proto/resource_pb") as typeof resourceProto,
      providers: require("./proto/provider_pb") as typeof providerProto,
      engine: require("./proto/engine_pb") as typeof engineProto,
      Struct: struct.Struct,
      Empty: empty.Empty,
      resetOptions: settingsModule.resetOptions,
      disconnect: settingsModule.disconnect,
      setAllConfig: configModule.setAllConfig,
      runInPulumiStack: stackModule.runInPulumiStack,
      withLocalStorage: state.withLocalStorage,
      getStore: state.getStore,
      pending,
    };
    for (const [name, value] of Object.entries(sdk)) {
      if (value === undefined) throw new Error(`it has no ${name}`);
    }
    if (sdk.getStore().settings.options === undefined) throw new Error("its settings have another form");
    makeFast(require, sdk, pending);
    return sdk;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DeploymentError(
      `@pulumi/pulumi ${version} is not supported by the local cloud (${reason}): use ${TESTED_VERSION}`,
    );
  }
}

/**
 * The SDK takes a stack trace for every promise (70 % of the time a program takes) and sends every debug message
 * through the engine. Both are replaced; for registrations, what the engine needs to name one that never ends is kept.
 */
function makeFast(require: NodeJS.Require, sdk: PulumiSdk, pending: Set<PendingOperation>): void {
  const debuggable = require("./runtime/debuggable") as {
    debuggablePromise<T>(promise: Promise<T>, label?: string): Promise<T>;
  };
  const log = require("./log") as { debug(): Promise<void> };
  if (typeof debuggable.debuggablePromise !== "function" || typeof log.debug !== "function") {
    throw new Error("it tracks promises or messages in another way");
  }
  debuggable.debuggablePromise = <T>(promise: Promise<T>, label?: string): Promise<T> => {
    if (label?.startsWith("resource:") !== true) return promise;
    const operation = { label, createdAt: new Error(), store: sdk.getStore() };
    pending.add(operation);
    return promise.finally(() => pending.delete(operation));
  };
  log.debug = () => Promise.resolve();
}
