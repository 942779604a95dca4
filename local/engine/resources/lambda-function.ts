import { posix } from "node:path";
import { DeploymentError } from "../../deployment";
import type { DeployedResource } from "../../deployment";
import type { CodeFiles } from "../function-code";
import {
  absent,
  archive,
  flag,
  integer,
  list,
  matching,
  object,
  only,
  record,
  tags,
  text,
} from "../property-checks";
import type { ResourceType } from "../resource-type";
import type { StateBuilder } from "../state-builder";
import type { FunctionDraft } from "../state-drafts";
import type { Archive } from "../wire-values";

const MAX_NAME_LENGTH = 64;
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MEGABYTES = 128;
/** Names and values together, as JSON. */
const MAX_ENVIRONMENT_BYTES = 4_096;
/** Lambda sets these itself. */
const RESERVED_VARIABLE =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(REGION|DEFAULT_REGION|EXECUTION_ENV|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|LAMBDA_[A-Z_]+))$/;

interface FunctionInputs {
  readonly code?: Archive;
  readonly handler?: string;
  readonly role: string;
  readonly runtime?: string;
  readonly environment?: { readonly variables?: Readonly<Record<string, string>> };
  readonly loggingConfig?: { readonly logGroup?: string };
  readonly reservedConcurrentExecutions?: number;
  readonly ephemeralStorage?: { readonly size?: number };
}

export const lambdaFunction: ResourceType = {
  properties: {
    name: text,
    region: text,
    description: text,
    code: archive,
    sourceCodeHash: text,
    handler: matching(/^[^\s]+\.[^\s.]+$/, "file.export"),
    runtime: only("nodejs20.x", "nodejs22.x", "nodejs24.x"),
    architectures: list(only("x86_64", "arm64")),
    packageType: only("Zip"),
    role: text,
    memorySize: integer(128, 10_240),
    timeout: integer(1, 900),
    environment: object({ variables: record(text) }),
    ephemeralStorage: object({ size: integer(512, 10_240) }),
    loggingConfig: object({ logFormat: only("Text"), logGroup: text }),
    tracingConfig: object({ mode: only("Active", "PassThrough") }),
    reservedConcurrentExecutions: integer(-1, 1_000),
    skipDestroy: flag,
    tags,
    publish: only(false),
    layers: absent("bundle what the function needs, or leave the layers out of this stack"),
    vpcConfig: absent("it has no private networks"),
    deadLetterConfig: absent("asynchronous invocations are not repeated"),
    useResourceTimeoutForPropagation: flag,
    replacementSecurityGroupIds: absent("it has no private networks"),
    imageUri: absent("use code"),
    snapStart: absent("Node functions have none"),
    kmsKeyArn: absent("it has no keys of yours"),
    codeSigningConfigArn: absent("code is not signed"),
    fileSystemConfig: absent("it has no file systems"),
  },

  outputs(resource, context) {
    const name = context.nameOf(resource, MAX_NAME_LENGTH);
    const { region, accountId } = context;
    const arn = `arn:aws:lambda:${region}:${accountId}:function:${name}`;
    const invokeArn = (target: string): string =>
      `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${target}/invocations`;
    const { memorySize, timeout, architectures, loggingConfig, packageType } = resource.inputs;
    return {
      id: name,
      outputs: {
        name,
        arn,
        region,
        invokeArn: invokeArn(arn),
        qualifiedArn: `${arn}:$LATEST`,
        qualifiedInvokeArn: invokeArn(`${arn}:$LATEST`),
        version: "$LATEST",
        lastModified: new Date(context.nowMs).toISOString().replace("Z", "+0000"),
        packageType: packageType ?? "Zip",
        architectures: architectures ?? ["x86_64"],
        memorySize: memorySize ?? DEFAULT_MEMORY_MEGABYTES,
        timeout: timeout ?? DEFAULT_TIMEOUT_SECONDS,
        loggingConfig: loggingWithDefaults(loggingConfig, name),
        tagsAll: context.tagsOf(resource),
      },
    };
  },

  deploy(resource, builder) {
    const role = builder.roleByArn(resource, "role");
    builder.requireTrust(resource, role, "lambda.amazonaws.com");
    const draft = toDraft(resource, builder);
    builder.add(builder.functions, resource, { key: draft.name, value: draft });
  },
};

function loggingWithDefaults(given: unknown, name: string): unknown {
  return { logFormat: "Text", logGroup: `/aws/lambda/${name}`, ...(given as object | undefined) };
}

function toDraft(resource: DeployedResource, builder: StateBuilder): FunctionDraft {
  const inputs = resource.inputs as unknown as FunctionInputs;
  const outputs = resource.outputs as {
    arn: string;
    memorySize: number;
    timeout: number;
    loggingConfig: { logGroup: string };
  };
  const { handler, runtime, code } = inputs;
  if (handler === undefined || runtime === undefined || code === undefined) {
    throw new DeploymentError("handler, runtime and code are needed", resource);
  }
  const environment = inputs.environment?.variables ?? {};
  const complaint = complainAboutEnvironment(environment);
  if (complaint !== undefined) throw new DeploymentError(complaint, resource);
  const concurrency = inputs.reservedConcurrentExecutions ?? -1;
  const storage = inputs.ephemeralStorage?.size;
  const configuration = {
    name: resource.id,
    arn: outputs.arn,
    handler,
    runtime,
    environment,
    timeoutSeconds: outputs.timeout,
    memoryMegabytes: outputs.memorySize,
    roleArn: inputs.role,
    logGroup: outputs.loggingConfig.logGroup,
    ...(concurrency >= 0 && { reservedConcurrency: concurrency }),
    ...(storage !== undefined && { ephemeralStorageMegabytes: storage }),
  };
  const { files, hash } = builder.readFunctionCode(resource, code, configuration);
  const module = findEsModule(handler, files);
  if (module !== undefined) {
    throw new DeploymentError(
      `code: ${module} is an ES module, which the local cloud does not run: bundle the function as CommonJS`,
      resource,
    );
  }
  return { ...configuration, files, hash, permissions: [] };
}

/** The handler's file, where Lambda would load it as an ES module. */
function findEsModule(handler: string, files: CodeFiles): string | undefined {
  const path = posix.normalize(handler.replace(/\.[^./]+$/, ""));
  if (Object.hasOwn(files, `${path}.mjs`) && !Object.hasOwn(files, `${path}.js`)) return `${path}.mjs`;
  if (!Object.hasOwn(files, `${path}.js`)) return undefined;
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    const manifest = files[posix.join(folder, "package.json")];
    if (manifest) return declaresModules(manifest) ? `${path}.js` : undefined;
    if (folder === ".") return undefined;
  }
}

function declaresModules(manifest: Buffer): boolean {
  try {
    return (JSON.parse(manifest.toString("utf8")) as { type?: unknown } | null)?.type === "module";
  } catch {
    return false; // said when it is loaded, as on Lambda
  }
}

function complainAboutEnvironment(variables: Readonly<Record<string, string>>): string | undefined {
  for (const name of Object.keys(variables)) {
    if (!/^[A-Za-z]\w+$/.test(name))
      return `environment.variables.${name}: a name has at least two letters, digits or _ and begins with a letter`;
    if (RESERVED_VARIABLE.test(name))
      return `environment.variables.${name} is reserved: Lambda sets it itself`;
  }
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  return bytes > MAX_ENVIRONMENT_BYTES
    ? `environment.variables has ${bytes} bytes, and Lambda allows ${MAX_ENVIRONMENT_BYTES}`
    : undefined;
}
