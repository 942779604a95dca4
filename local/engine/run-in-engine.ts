import { DeploymentError } from "../deployment";
import type { ProgramLog } from "./engine-service";
import { engineService } from "./engine-service";
import { collectingErrors } from "./program-errors";
import type { PulumiSdk } from "./pulumi-sdk";
import type { RegisteredResource, ResourceModel } from "./registered-resource";
import { ResourceMonitor } from "./resource-monitor";
import { toClient } from "./rpc";
import type { SourcePositions } from "./source-positions";
import type { Properties } from "./wire-values";
import { topLevelName } from "./wire-values";

export interface ProgramRun {
  /** In the order of registration, components and the stack among them. */
  readonly resources: readonly RegisteredResource[];
  /** The stack's outputs, secrets included. */
  readonly outputs: Properties;
  /** Names of the outputs that are secret, wholly or in part. */
  readonly secretOutputs: readonly string[];
}

export interface EngineOptions {
  readonly sdk: PulumiSdk;
  readonly project: string;
  readonly stack: string;
  readonly directory: string;
  /** By full name (`project:key`); structured values as JSON text. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfig: readonly string[];
  /** True: nothing is created, computed values stay unknown. */
  readonly preview: boolean;
  readonly organization: string;
  readonly model: ResourceModel;
  readonly log: ProgramLog;
  readonly positions: SourcePositions;
  /** The program. What it returns, or resolves to, becomes the stack's outputs. */
  readonly program: () => unknown;
}

/** Polls, 10 ms apart, without a call in flight, after which a failed program has come to rest. */
const QUIET_POLLS = 3;

/**
 * Runs a program in this process, in SDK state of its own.
 *
 * @throws what the program threw, or the DeploymentError of the first resource that was refused.
 */
export async function runInEngine(options: EngineOptions): Promise<ProgramRun> {
  const { sdk } = options;
  const monitor = new ResourceMonitor(options);
  const counter = { inFlight: 0 };
  const errors: unknown[] = [];
  const ended = endOfProgram(counter);
  const onError = (error: unknown): void => {
    errors.push(error);
    ended.afterError();
  };
  await collectingErrors(onError, () =>
    sdk.withLocalStorage(async () => {
      sdk.resetOptions(
        options.project,
        options.stack,
        -1,
        "local",
        "local",
        options.preview,
        options.organization,
      );
      const store = sdk.getStore();
      store.settings.options.rootDirectory = options.directory;
      store.settings.monitor = toClient(monitor.rpcs, counter);
      store.settings.engine = toClient(engineService(sdk, options.log), counter);
      sdk.setAllConfig({ ...options.config }, [...options.secretConfig]);
      const completed = runToCompletion(sdk, options.program).catch(onError);
      const end = await Promise.race([completed.then(() => "completed"), ended.promise]);
      // Rejections that nobody took are reported after the microtasks: let them arrive.
      await new Promise((resolve) => setImmediate(resolve));
      if (end === "drained" && errors.length === 0) errors.push(neverFinished(options));
    }),
  ).finally(() => ended.forget());
  if (monitor.refusals[0]) throw monitor.refusals[0];
  if (errors.length > 0) throw errors[0];
  return toRun(monitor);
}

async function runToCompletion(sdk: PulumiSdk, program: () => unknown): Promise<void> {
  await sdk.runInPulumiStack(async () => {
    const exported = program();
    return (typeof exported === "function" ? (exported as () => unknown)() : exported) as Promise<Properties>;
  });
  await sdk.disconnect(true);
}

/**
 * The two ends that the SDK never reports. After a failure, what depends on the failed resource waits for ever; and
 * a program that waits for something that nobody will ever settle simply lets the process run dry.
 */
function endOfProgram(counter: { inFlight: number }) {
  let end: (how: "failed" | "drained") => void = () => undefined;
  const promise = new Promise<"failed" | "drained">((resolve) => (end = resolve));
  let timer: NodeJS.Timeout | undefined;
  const onDrained = (): void => end("drained");
  process.once("beforeExit", onDrained);
  return {
    promise,
    afterError(): void {
      let quiet = 0;
      timer ??= setInterval(() => {
        quiet = counter.inFlight === 0 ? quiet + 1 : 0;
        if (quiet >= QUIET_POLLS) end("failed");
      }, 10);
    },
    forget(): void {
      clearInterval(timer);
      process.off("beforeExit", onDrained);
    },
  };
}

function neverFinished(options: EngineOptions): Error {
  const store = options.sdk.getStore();
  const waiting = [...options.sdk.pending].find((operation) => operation.store === store);
  const reason = "the program waits for something that never happens";
  const [, name, type] = /^resource:(.*)\[([^\]]*)\]/.exec(waiting?.label ?? "") ?? [];
  if (waiting === undefined || name === undefined || type === undefined) {
    return new DeploymentError(`${reason}: a promise or output that it awaits is never settled`);
  }
  const source = options.positions.ofError(waiting.createdAt);
  return new DeploymentError(
    `${reason}: an input of this resource is a promise or output that is never settled`,
    {
      type,
      name,
      ...(source && { source }),
    },
  );
}

function toRun(monitor: ResourceMonitor): ProgramRun {
  const stack = monitor.stackResource;
  return {
    resources: [...monitor.resources.values()],
    outputs: stack?.outputs ?? {},
    secretOutputs: [...new Set((stack?.outputSecrets ?? []).map(topLevelName))],
  };
}
