import { evaluate, lint, loadPolicy, PolicyError } from "../../policies";
import type { LoadedPolicy, PolicyDocument } from "../../policies";
import { findNotes } from "../../policies/document-notes";
import type { CloudState, IdentityPool, LambdaFunction, LogGroup, Parameter, Table } from "../cloud-state";
import { DeploymentError } from "../deployment";
import type { DeployedResource, Deployment } from "../deployment";
import { compileAccessLogFormat } from "../gateway/access-log";
import type { RestApi, Stage } from "../gateway/definition";
import { parseDefinition } from "../gateway/openapi/parse-definition";
import type { DeploymentSnapshots } from "./deployment-snapshots";
import { hashFunction, readCode } from "./function-code";
import { toPolicyText } from "./iam-documents";
import type {
  DeploymentDraft,
  FunctionDraft,
  ManagedPolicy,
  RestApiDraft,
  RoleDraft,
  SecretDraft,
} from "./state-drafts";
import type { Archive } from "./wire-values";

interface ApiText {
  readonly id: string;
  readonly body: string;
  readonly policy: string | undefined;
}

interface PolicyUse {
  readonly kind: "identity" | "resource" | "trust" | "boundary";
  readonly property: string;
  /** The document as the program gave it. @default the document itself */
  readonly written?: string;
}

/** Of the resource-based policy of one function. */
const MAX_FUNCTION_POLICY_CHARACTERS = 20_480;

/** Collects what the resources contribute, and looks up what they refer to. */
export class StateBuilder {
  readonly region: string;
  readonly accountId: string;
  readonly directory: string;
  readonly snapshots: DeploymentSnapshots;
  readonly warnings: string[] = [];
  /** By name. */
  readonly roles = new Map<string, RoleDraft>();
  /** By ARN. */
  readonly managedPolicies = new Map<string, ManagedPolicy>();
  readonly functions = new Map<string, FunctionDraft>();
  readonly tables = new Map<string, Table>();
  readonly logGroups = new Map<string, LogGroup>();
  readonly identityPools = new Map<string, IdentityPool>();
  readonly restApis = new Map<string, RestApiDraft>();
  readonly parameters = new Map<string, Parameter>();
  /** By ARN. */
  readonly secrets = new Map<string, SecretDraft>();
  /** By id. */
  readonly deployments = new Map<string, DeploymentDraft>();
  private readonly definitions = new Map<string, Stage["definition"]>();

  constructor(deployment: Deployment, snapshots: DeploymentSnapshots) {
    this.region = deployment.region;
    this.accountId = deployment.accountId;
    this.directory = deployment.directory;
    this.snapshots = snapshots;
  }

  /**
   * Checks and compiles a policy document that the program brings, written by hand or not. What lint warns of is said of
   * hand-written ones: the typed builder says it itself.
   *
   * @throws DeploymentError naming the resource for what AWS would refuse and for what lint calls an error.
   */
  loadPolicy(resource: DeployedResource, document: unknown, use: PolicyUse): LoadedPolicy {
    const given = document as PolicyDocument | string;
    const notes = findNotes(use.written ?? String(toPolicyText(document)));
    const complain = (problem: string) => new DeploymentError(`${use.property}: ${problem}`, resource);
    try {
      const loaded = loadPolicy(given, {
        kind: use.kind,
        name: `${resource.name} (${use.property})`,
        ...(resource.source && { source: resource.source }),
        ...(notes && { sources: notes.map(({ source }) => source) }),
      });
      for (const { severity, message } of lint(loaded.document, {
        kind: use.kind,
        ...(notes && { notes }),
      })) {
        const complaint = complain(message);
        if (severity === "error") throw complaint;
        if (notes === undefined && !this.warnings.includes(complaint.message))
          this.warnings.push(complaint.message);
      }
      return loaded;
    } catch (error) {
      throw error instanceof PolicyError ? complain(error.message) : error;
    }
  }

  /** Compiles the API's OpenAPI body, once for the same text. @throws DeploymentError naming the place in the body. */
  parseApi(resource: DeployedResource, { id, body, policy }: ApiText): Stage["definition"] {
    const key = JSON.stringify([id, body, policy]);
    const definition = this.definitions.get(key) ?? this.compileApi(resource, { id, body, policy });
    this.definitions.set(key, definition);
    return definition;
  }

  private compileApi(resource: DeployedResource, api: ApiText): Stage["definition"] {
    const { region, accountId } = this;
    const inBody = policyOfBody(api.body);
    // The gateway reads a policy that lies in the body itself; here it is only checked as any other document is.
    if (inBody !== undefined) this.loadApiPolicy(resource, api.id, JSON.stringify(inBody));
    const resourcePolicy =
      api.policy === undefined ? undefined : this.loadApiPolicy(resource, api.id, api.policy);
    try {
      const options = { apiId: api.id, region, accountId, ...(resourcePolicy && { resourcePolicy }) };
      return parseDefinition(api.body, options);
    } catch (error) {
      throw new DeploymentError(`body: ${error instanceof Error ? error.message : String(error)}`, resource);
    }
  }

  /** API Gateway completes `execute-api:/…` in a resource policy to the API's own ARN. */
  private loadApiPolicy(resource: DeployedResource, apiId: string, document: string): LoadedPolicy {
    const executionArn = `arn:aws:execute-api:${this.region}:${this.accountId}:${apiId}`;
    const completed = document.replaceAll('"execute-api:/', `"${executionArn}/`);
    return this.loadPolicy(resource, completed, { kind: "resource", property: "policy", written: document });
  }

  /** @throws DeploymentError for a format that API Gateway would not take. */
  checkAccessLogFormat(resource: DeployedResource, format: string): void {
    try {
      compileAccessLogFormat(format);
    } catch (error) {
      throw new DeploymentError(`accessLogSettings.format: ${(error as Error).message}`, resource);
    }
  }

  /** Reads what the function runs. @throws DeploymentError naming the file that cannot be read. */
  readFunctionCode(
    resource: DeployedResource,
    code: Archive,
    configuration: object,
  ): Pick<LambdaFunction, "files" | "hash"> {
    try {
      const files = readCode(code, this.directory);
      return { files, hash: hashFunction(configuration, files) };
    } catch (error) {
      throw new DeploymentError(`code: ${error instanceof Error ? error.message : String(error)}`, resource);
    }
  }

  /** The role that a property names by ARN. @throws DeploymentError when the program makes no such role. */
  roleByArn(resource: DeployedResource, property: string): RoleDraft {
    const arn = String(resource.inputs[property]);
    const role = [...this.roles.values()].find((one) => one.arn === arn);
    if (role) return role;
    throw new DeploymentError(`${property} is ${arn}, and the program makes no such role`, resource);
  }

  /** @throws DeploymentError as AWS refuses a role that the service may not assume. */
  requireTrust(resource: DeployedResource, role: RoleDraft, service: string): void {
    const request = { principal: service, action: "sts:AssumeRole", resource: role.arn, context: {} };
    const { result } = evaluate(request, { identity: [], resource: role.trust });
    if (result !== "Allowed") {
      throw new DeploymentError(
        `the trust policy of the role ${role.name} does not let ${service} assume it`,
        resource,
      );
    }
  }

  /** @throws DeploymentError when another resource has the same physical name. */
  add<T>(map: Map<string, T>, resource: DeployedResource, entry: { key: string; value: T }): void {
    if (map.has(entry.key))
      throw new DeploymentError(`there is already a resource named ${entry.key} of this type`, resource);
    map.set(entry.key, entry.value);
  }

  finish(): CloudState {
    return {
      roles: new Map([...this.roles.values()].map((role) => [role.arn, role])),
      functions: new Map([...this.functions].map(([name, draft]) => [name, this.finishFunction(draft)])),
      tables: this.tables,
      logGroups: this.logGroups,
      identityPools: this.identityPools,
      restApis: new Map([...this.restApis].map(([id, api]) => [id, toRestApi(api)])),
      parameters: this.parameters,
      secrets: this.secrets,
    };
  }

  private finishFunction({ permissions, ...fn }: FunctionDraft): LambdaFunction {
    const [first] = permissions;
    if (!first) return fn;
    const document = { Version: "2012-10-17", Statement: permissions.map(({ statement }) => statement) };
    const characters = JSON.stringify(document).length;
    if (characters > MAX_FUNCTION_POLICY_CHARACTERS) {
      throw new DeploymentError(
        `the permissions of ${fn.name} together have ${characters} characters, and AWS allows ${MAX_FUNCTION_POLICY_CHARACTERS}: use fewer, with wildcards in sourceArn`,
        first.resource,
      );
    }
    return {
      ...fn,
      resourcePolicy: this.loadPolicy(first.resource, document, { kind: "resource", property: "permission" }),
    };
  }
}

function toRestApi({ id, name, arn, executionArn, stages }: RestApiDraft): RestApi {
  return { id, name, arn, executionArn, stages };
}

function policyOfBody(body: string): unknown {
  try {
    return (JSON.parse(body) as Readonly<Record<string, unknown>>)["x-amazon-apigateway-policy"];
  } catch {
    return undefined; // the gateway says what is wrong with the body
  }
}
