import { localModel } from "./local-model";
import { loadPulumiSdk } from "./pulumi-sdk";
import type { RegisteredResource, ResourceModel } from "./registered-resource";
import type { ProgramRun } from "./run-in-engine";
import { runInEngine } from "./run-in-engine";
import { SourcePositions } from "./source-positions";

export interface GraphOptions {
  /** @default "project" */
  readonly project?: string;
  /** @default "dev" */
  readonly stack?: string;
  /** By full name (`project:key`); structured values as JSON text. */
  readonly config?: Readonly<Record<string, string>>;
  readonly secretConfig?: readonly string[];
  /** True: as `pulumi preview`, with computed values unknown. @default false */
  readonly preview?: boolean;
  /** The folder whose copy of the Pulumi SDK the program uses. @default the current folder */
  readonly directory?: string;
  /** @default the resource types of the local cloud, with the same ids at every call */
  readonly model?: ResourceModel;
}

/** What a program registered, for assertions. */
export interface Graph extends ProgramRun {
  /** Warnings and errors that the program logged. */
  readonly messages: readonly string[];
  /** Resources of one type token, in the order of registration. */
  readonly ofType: (type: string) => readonly RegisteredResource[];
  /**
   * The resource with this logical name.
   *
   * @param type needed only where two types share the name.
   * @throws Error when there is none, or more than one.
   */
  readonly get: (name: string, type?: string) => RegisteredResource;
}

/**
 * Runs a piece of Pulumi program and tells what it registered: parents, dependencies, options, secrets, outputs.
 * Every call is isolated; calls may run side by side.
 *
 * @param program what it returns, or resolves to, becomes the stack's outputs.
 * @throws what the program threw, or the DeploymentError of a resource that the local cloud refuses.
 */
export async function graph(program: () => unknown, options: GraphOptions = {}): Promise<Graph> {
  const { project = "project", stack = "dev", config = {}, directory = process.cwd() } = options;
  const messages: string[] = [];
  const run = await runInEngine({
    sdk: loadPulumiSdk(directory),
    project,
    stack,
    directory,
    config,
    secretConfig: options.secretConfig ?? [],
    preview: options.preview ?? false,
    organization: "local",
    model:
      options.model ?? localModel({ seed: "graph", endpoint: "http://127.0.0.1:4510", nowMs: 0, config }),
    log: (severity, message) => void (severity === "info" || messages.push(message)),
    positions: new SourcePositions(directory),
    program,
  });
  return {
    ...run,
    messages,
    ofType: (type) => run.resources.filter((resource) => resource.type === type),
    get: (name, type) => only(run.resources, name, type),
  };
}

function only(
  resources: readonly RegisteredResource[],
  name: string,
  type: string | undefined,
): RegisteredResource {
  const found = resources.filter(
    (resource) => resource.name === name && (type ?? resource.type) === resource.type,
  );
  const [resource, ...others] = found;
  if (!resource)
    throw new Error(`no resource is named ${name}; there are ${resources.map((one) => one.name).join(", ")}`);
  if (others.length > 0)
    throw new Error(`${name} is the name of ${found.map((one) => one.type).join(" and ")}: give the type`);
  return resource;
}
