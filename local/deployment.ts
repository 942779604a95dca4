/** Where in the program a resource was made. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
}

/** One resource that the program registered, with what the local cloud made of it. Plain data: it crosses processes. */
export interface DeployedResource {
  readonly urn: string;
  /** Pulumi's type token, such as `aws:dynamodb/table:Table`. */
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly id: string;
  /** Inputs as registered: Outputs resolved, secrets unwrapped, assets as `{ $asset, text | path }` and `{ $archive, assets | path }`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Inputs and computed properties together. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Paths of inputs that are secret: never printed. */
  readonly secrets: readonly string[];
  readonly source?: SourcePosition;
}

/** The result of running a program once. */
export interface Deployment {
  readonly project: string;
  readonly stack: string;
  /** The folder of Pulumi.yaml. Relative asset paths start here. */
  readonly directory: string;
  readonly region: string;
  readonly accountId: string;
  /** The stack's outputs by name, secrets left out. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly secretOutputs: readonly string[];
  /** In the order of registration. */
  readonly resources: readonly DeployedResource[];
  /** Files of the program that were loaded, for watching. */
  readonly files: readonly string[];
}

/** A resource, property or value that the local cloud refuses; the message names the resource and says what to do. */
export class DeploymentError extends Error {
  override readonly name = "DeploymentError";
  readonly resource: Pick<DeployedResource, "type" | "name" | "source"> | undefined;
  constructor(message: string, resource?: Pick<DeployedResource, "type" | "name" | "source">) {
    const place = resource?.source ? ` (${resource.source.file}:${resource.source.line})` : "";
    super(resource ? `${resource.type} "${resource.name}"${place}: ${message}` : message);
    this.resource = resource;
  }
}
