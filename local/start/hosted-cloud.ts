// Loads the services, the gateway and the runtime: whoever needs this file loads it when there is time.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { AccessKey } from "../access/sealed-credentials";
import type { Clock } from "../clock";
import type { Cloud, CloudOptions } from "../cloud";
import { createCloud } from "../cloud";
import type { Deployment } from "../deployment";
import { buildState } from "../engine/build-state";
import { DeploymentSnapshots } from "../engine/deployment-snapshots";
import { ACCOUNT_ID } from "../engine/local-model";
import { serveApi } from "../gateway";
import type { HttpRequest, HttpResponse } from "../http";
import type { LocalServer } from "../server";
import { startServer } from "../server";
import { pooledRandomBytes } from "./pooled-random-bytes";
import { formatPage } from "../page";

export interface HostOptions {
  readonly dataFolder: string;
  readonly region: string;
  readonly endpoint: string;
  readonly clock: Clock;
  readonly log: (line: string) => void;
  readonly functions?: NonNullable<CloudOptions["functions"]>;
}

const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  // The page holds names that a program chose; nothing in it may run.
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
};

/** The cloud behind its port. */
export interface HostedCloud {
  /** The local administrator's keys. */
  readonly operator: AccessKey;
  /**
   * Replaces what is deployed, and returns warnings.
   *
   * @throws DeploymentError when this cannot be deployed; then nothing has changed.
   */
  deploy(deployment: Deployment): Promise<readonly string[]>;
  listen(port: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens the data folder, with nothing deployed yet. */
export async function hostCloud(options: HostOptions): Promise<HostedCloud> {
  const cloud = await createCloud({
    dataFolder: options.dataFolder,
    region: options.region,
    accountId: ACCOUNT_ID,
    clock: options.clock,
    randomBytes: pooledRandomBytes,
    randomUuid: randomUUID,
    endpoint: () => options.endpoint,
    print: options.log,
    ...(options.functions && { functions: options.functions }),
  });
  // Nearly every program has a function: its worker boots while the program still runs.
  cloud.runtime.prepare();
  return new Hosted(cloud, new DeploymentSnapshots(join(options.dataFolder, "deployments")));
}

class Hosted implements HostedCloud {
  private readonly cloud: Cloud;
  private readonly snapshots: DeploymentSnapshots;
  private server: LocalServer | undefined;
  private page = "";
  private resources: Deployment["resources"] = [];

  constructor(cloud: Cloud, snapshots: DeploymentSnapshots) {
    this.cloud = cloud;
    this.snapshots = snapshots;
  }

  get operator(): AccessKey {
    return this.cloud.credentials.operator;
  }

  async deploy(deployment: Deployment): Promise<readonly string[]> {
    try {
      const { state, warnings } = buildState(deployment, this.snapshots);
      await this.cloud.deploy(state);
      this.snapshots.save();
      this.resources = deployment.resources;
      this.page = formatPage({ state, urlOf: (api, stageName) => urlOf(deployment, api.id, stageName) });
      return warnings;
    } finally {
      this.snapshots.discard();
    }
  }

  async listen(port: number): Promise<void> {
    const { cloud } = this;
    this.server = await startServer({
      cloud,
      serveApi,
      servePage: (request) => this.servePage(request),
      deployedResources: () => this.resources,
      port,
    });
  }

  private async servePage({ method, path }: HttpRequest): Promise<HttpResponse | undefined> {
    if (path !== "/" || (method !== "GET" && method !== "HEAD")) return undefined;
    return { status: 200, headers: PAGE_HEADERS, body: this.page };
  }

  async close(): Promise<void> {
    await this.server?.close();
    await this.cloud.close();
  }
}

/** The address that the program itself was given. */
function urlOf({ resources }: Deployment, apiId: string, stageName: string): string {
  const stage = resources.find(({ id }) => id === `ags-${apiId}-${stageName}`);
  return String(stage?.outputs.invokeUrl);
}
