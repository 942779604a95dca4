import type { CloudState } from "../cloud-state";
import { DeploymentError } from "../deployment";
import type { RestApi, Stage } from "../gateway/definition";

export interface StageRoute {
  readonly api: RestApi;
  readonly stage: Stage;
}

/** Which first path segments are stages. A name that two APIs share belongs to neither: both have `/_api/{apiId}/{stage}`. */
export class StageRoutes {
  readonly #byName = new Map<string, StageRoute | "shared">();
  readonly #apis: CloudState["restApis"];

  constructor(apis: CloudState["restApis"]) {
    this.#apis = apis;
    for (const api of apis.values()) {
      for (const stage of api.stages.values()) {
        this.#byName.set(stage.name, this.#byName.has(stage.name) ? "shared" : { api, stage });
      }
    }
  }

  find(stageName: string): StageRoute | "shared" | undefined {
    return this.#byName.get(stageName);
  }

  findInApi(apiId: string, stageName: string): StageRoute | undefined {
    const api = this.#apis.get(apiId);
    const stage = api?.stages.get(stageName);
    return api && stage ? { api, stage } : undefined;
  }
}

/** Stages whose name the local cloud needs for something else. DeploymentError names the first. */
export function refuseReservedStages(apis: CloudState["restApis"]): void {
  for (const api of apis.values()) {
    for (const { name } of api.stages.values()) {
      if (!name.startsWith("_") && name !== "2015-03-31") continue;
      throw new DeploymentError(
        `Stage "${name}" of API "${api.name}" would collide with the local cloud's own path /${name}. Choose a name that does not ` +
          `begin with "_" and is not "2015-03-31".`,
      );
    }
  }
}
