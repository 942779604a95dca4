import type {
  ReadResourceRequest,
  RegisterResourceOutputsRequest,
  RegisterResourceRequest,
  ResourceInvokeRequest,
  SupportsFeatureRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import { DeploymentError } from "../deployment";
import type { SourcePosition } from "../deployment";
import type { PulumiSdk } from "./pulumi-sdk";
import type { RegisteredResource, ResourceModel, ResourceOptions } from "./registered-resource";
import { formatUrn, STACK_TYPE } from "./registered-resource";
import type { Rpcs } from "./rpc";
import { INVALID_ARGUMENT, RpcError, UNIMPLEMENTED } from "./rpc";
import type { SourcePositions } from "./source-positions";
import { decodeProperties, encodeProperties, topLevelName } from "./wire-values";

/** What the SDK may rely on. Whatever is missing here, it refuses itself with a message of its own. */
const FEATURES = new Set(["secrets", "resourceReferences", "deletedWith", "replaceWith", "aliasSpecs"]);

export interface MonitorOptions {
  readonly sdk: PulumiSdk;
  readonly project: string;
  readonly stack: string;
  readonly preview: boolean;
  readonly model: ResourceModel;
  readonly positions: SourcePositions;
}

/** Pulumi's ResourceMonitor service for one run of one program. */
export class ResourceMonitor {
  /** By URN, in the order of registration. */
  readonly resources = new Map<string, RegisteredResource>();
  /** What was refused, in order. The SDK buries these in errors of its own. */
  readonly refusals: DeploymentError[] = [];
  private readonly options: MonitorOptions;

  constructor(options: MonitorOptions) {
    this.options = options;
  }

  get stackResource(): RegisteredResource | undefined {
    return [...this.resources.values()].find((resource) => resource.type === STACK_TYPE);
  }

  readonly rpcs: Rpcs = {
    supportsFeature: (request: SupportsFeatureRequest) => this.supportsFeature(request),
    registerResource: (request: RegisterResourceRequest) =>
      this.refusing(() => this.registerResource(request)),
    registerResourceOutputs: (request: RegisterResourceOutputsRequest) =>
      this.registerResourceOutputs(request),
    readResource: (request: ReadResourceRequest) => this.refusing(() => this.readResource(request)),
    invoke: (request: ResourceInvokeRequest) => this.refusing(() => this.invoke(request)),
    call: () =>
      this.refusing(() => this.refuse("methods of remote components are not covered by the local cloud")),
    signalAndWaitForShutdown: () => new this.options.sdk.Empty(),
    getDeploymentInfo: unimplemented,
    registerPackage: unimplemented,
    registerStackTransform: unimplemented,
    registerStackInvokeTransform: unimplemented,
    registerResourceHook: unimplemented,
    registerErrorHook: unimplemented,
  };

  private supportsFeature(request: SupportsFeatureRequest): unknown {
    const response = new this.options.sdk.resources.SupportsFeatureResponse();
    response.setHassupport(FEATURES.has(request.getId()));
    return response;
  }

  private registerResource(request: RegisterResourceRequest): unknown {
    const { sdk, model, preview } = this.options;
    const resource = this.toResource(request);
    if (this.resources.has(resource.urn)) {
      throw new DeploymentError(
        `there are two resources of this type with this name: names must be unique within a parent`,
        resource,
      );
    }
    if (request.getRemote()) {
      throw new DeploymentError(
        "components of another language are not covered by the local cloud",
        resource,
      );
    }
    if (resource.options.importId !== "") {
      throw new DeploymentError(
        `there is nothing to import in the local cloud: remove the option import`,
        resource,
      );
    }
    this.resources.set(resource.urn, resource);
    if (resource.custom) {
      const created = model.create(resource);
      resource.id = preview ? "" : created.id;
      resource.outputs = preview ? resource.inputs : { ...resource.inputs, ...created.outputs };
      resource.outputSecrets = [...resource.secrets, ...resource.options.additionalSecretOutputs];
    }
    const response = new sdk.resources.RegisterResourceResponse();
    response.setUrn(resource.urn);
    response.setId(resource.id);
    response.setObject(this.toStruct(resource.outputs, resource.outputSecrets));
    return response;
  }

  private toResource(request: RegisterResourceRequest): RegisteredResource {
    const identity = { parent: request.getParent(), type: request.getType(), name: request.getName() };
    const { value, secrets } = decodeProperties(request.getObject()?.toJavaScript() ?? {});
    const source = this.sourceOf(request, this.isOfComponent(request));
    return {
      ...identity,
      urn: formatUrn(this.options, identity),
      custom: request.getCustom(),
      provider: request.getProvider(),
      providers: Object.fromEntries(request.getProvidersMap().entries()),
      inputs: value,
      secrets,
      dependencies: request.getDependenciesList(),
      propertyDependencies: Object.fromEntries(
        [...request.getPropertydependenciesMap().entries()].map(([name, urns]) => [name, urns.getUrnsList()]),
      ),
      options: toOptions(request),
      ...(source && { source }),
      id: "",
      outputs: {},
      outputSecrets: [],
    };
  }

  private isOfComponent(request: RegisterResourceRequest): boolean {
    const parent = this.resources.get(request.getParent());
    return !request.getCustom() || (parent !== undefined && parent.type !== STACK_TYPE && !parent.custom);
  }

  /** Of a component and its children, the place where the program uses the component: its insides are not the author's to mend. */
  private sourceOf(
    request: RegisterResourceRequest | ReadResourceRequest,
    isOfComponent: boolean,
  ): SourcePosition | undefined {
    const stack = request.getStacktrace()?.getFramesList() ?? [];
    const places = stack.length > 0 ? stack.map((frame) => frame.getPc()) : [request.getSourceposition()];
    const positions = places.flatMap((place) => (place ? [place.toObject()] : []));
    return isOfComponent
      ? this.options.positions.lastOfProgram(positions)
      : this.options.positions.firstOfProgram(positions);
  }

  private registerResourceOutputs(request: RegisterResourceOutputsRequest): unknown {
    const resource = this.resources.get(request.getUrn());
    if (!resource) throw new RpcError(INVALID_ARGUMENT, `unknown resource ${request.getUrn()}`);
    const { value, secrets } = decodeProperties(request.getOutputs()?.toJavaScript() ?? {});
    resource.outputs = value;
    resource.outputSecrets = secrets;
    return new this.options.sdk.Empty();
  }

  private readResource(request: ReadResourceRequest): never {
    const source = this.sourceOf(request, false);
    throw new DeploymentError(
      `it reads an existing resource (id ${request.getId()}): the local cloud holds only what the program itself creates`,
      { type: request.getType(), name: request.getName(), ...(source && { source }) },
    );
  }

  private invoke(request: ResourceInvokeRequest): unknown {
    const { value } = decodeProperties(request.getArgs()?.toJavaScript() ?? {});
    const response = new this.options.sdk.providers.InvokeResponse();
    response.setReturn(this.toStruct(this.options.model.invoke(request.getTok(), value), []));
    return response;
  }

  private toStruct(value: Readonly<Record<string, unknown>>, secrets: readonly string[]) {
    const wire = encodeProperties(value, [...new Set(secrets.map(topLevelName))]);
    return readStruct(this.options.sdk, wire as Record<string, never>);
  }

  private refuse(message: string): never {
    throw new DeploymentError(message);
  }

  private refusing<T>(answer: () => T): T {
    try {
      return answer();
    } catch (error) {
      if (error instanceof DeploymentError) this.refusals.push(error);
      throw error;
    }
  }
}

/** A message that never travels: the SDK reads it as the object that it is made of, and building the rest takes longer. */
function readStruct({ Struct }: PulumiSdk, wire: Record<string, never>) {
  return Object.assign(new Struct(), {
    toJavaScript: () => wire,
    getFieldsMap: () => Struct.fromJavaScript(wire).getFieldsMap(),
  });
}

function toOptions(request: RegisterResourceRequest): ResourceOptions {
  return {
    protect: request.getProtect() ?? false,
    aliases: request.getAliasesList().map((alias) => alias.toObject()),
    ...(request.getDeletebeforereplacedefined() && { deleteBeforeReplace: request.getDeletebeforereplace() }),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    retainOnDelete: request.getRetainondelete() ?? false,
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    deletedWith: request.getDeletedwith(),
    importId: request.getImportid(),
    version: request.getVersion(),
  };
}

function unimplemented(): never {
  throw new RpcError(UNIMPLEMENTED, "the local engine does not offer this");
}
