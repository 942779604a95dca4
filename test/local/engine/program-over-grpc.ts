import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import type * as grpcModule from "@grpc/grpc-js";
import { engineService } from "../../../local/engine/engine-service";
import { localModel } from "../../../local/engine/local-model";
import { loadProject } from "../../../local/engine/project-files";
import { loadPulumiSdk } from "../../../local/engine/pulumi-sdk";
import type { RegisteredResource } from "../../../local/engine/registered-resource";
import { ResourceMonitor } from "../../../local/engine/resource-monitor";
import { toRpcError } from "../../../local/engine/rpc";
import type { Rpcs } from "../../../local/engine/rpc";
import { SourcePositions } from "../../../local/engine/source-positions";

export interface ModelOptions {
  readonly seed: string;
  readonly endpoint: string;
  readonly nowMs: number;
}

type Grpc = typeof grpcModule;

/**
 * Runs a program exactly as Pulumi's own command does: the SDK's `cmd/run` in a process of its own, TypeScript by ts-node,
 * talking gRPC to an engine. The engine is ours.
 */
export async function runOverGrpc(
  directory: string,
  stack: string,
  options: ModelOptions,
): Promise<readonly RegisteredResource[]> {
  const require = createRequire(
    createRequire(join(directory, "package.json")).resolve("@pulumi/pulumi/package.json"),
  );
  const project = loadProject(directory, stack, () => undefined);
  const sdk = loadPulumiSdk(directory);
  const errors: string[] = [];
  const monitor = new ResourceMonitor({
    sdk,
    project: project.name,
    stack,
    preview: false,
    model: localModel({ ...options, config: project.config }),
    positions: new SourcePositions(directory),
  });
  const engine = engineService(
    sdk,
    (severity, message) => void (severity === "error" && errors.push(message)),
  );
  const server = await serve(require, { monitor: monitor.rpcs, engine });
  try {
    const output = await run(require.resolve("./cmd/run"), {
      directory,
      stack,
      project,
      address: server.address,
    });
    if (errors.length > 0 || output.code !== 0) {
      throw new Error(`the program failed with ${output.code}: ${errors.join("\n")}\n${output.text}`);
    }
    return [...monitor.resources.values()];
  } finally {
    server.stop();
  }
}

async function serve(require: NodeJS.Require, rpcs: { monitor: Rpcs; engine: Rpcs }) {
  const grpc = require("@grpc/grpc-js") as Grpc;
  const bytes = 400 * 1024 * 1024;
  const server = new grpc.Server({
    "grpc.max_receive_message_length": bytes,
    "grpc.max_send_message_length": bytes,
  });
  const services = require("./proto/resource_grpc_pb") as {
    ResourceMonitorService: grpcModule.ServiceDefinition;
  };
  const engines = require("./proto/engine_grpc_pb") as { EngineService: grpcModule.ServiceDefinition };
  server.addService(services.ResourceMonitorService, implementation(rpcs.monitor));
  server.addService(engines.EngineService, implementation(rpcs.engine));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, stop: () => server.forceShutdown() };
}

type UnaryCallback = (error: { code: number; details: string } | null, answer?: unknown) => void;

function implementation(rpcs: Rpcs): grpcModule.UntypedServiceImplementation {
  const handlers = Object.entries(rpcs).map(([name, rpc]) => {
    const handler = (call: { request: never }, callback: UnaryCallback): void => {
      try {
        callback(null, rpc(call.request));
      } catch (error) {
        const { code, details } = toRpcError(error);
        callback({ code, details });
      }
    };
    return [name, handler as unknown as grpcModule.UntypedHandleCall] as const;
  });
  return Object.fromEntries(handlers);
}

interface CommandOptions {
  readonly directory: string;
  readonly stack: string;
  readonly project: ReturnType<typeof loadProject>;
  readonly address: string;
}

function run(
  command: string,
  { directory, stack, project, address }: CommandOptions,
): Promise<{ code: number; text: string }> {
  const args = [
    "--monitor",
    address,
    "--engine",
    address,
    "--organization",
    "local",
    "--project",
    project.name,
  ];
  args.push("--root-directory", directory, "--stack", stack, "--pwd", directory, "--parallel", "64");
  const child = spawn(process.execPath, [command, ...args, relative(directory, project.main) || "."], {
    cwd: directory,
    env: {
      ...process.env,
      // The command brings its own TypeScript loader.
      NODE_OPTIONS: (process.env.NODE_OPTIONS ?? "").replace(/--require "[^"]*load-typescript\.js"/, ""),
      PULUMI_CONFIG: JSON.stringify(inCommandForm(project.config)),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(project.secretConfig),
      PULUMI_NODEJS_TYPESCRIPT: "true",
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, text }));
  });
}

/** The command passes `project:config:key` for what is named `project:key` everywhere else. */
function inCommandForm(config: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name.replace(":", ":config:"), value]),
  );
}
