import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DeployedAccess } from "../local/server/deployed-access";
import { MisuseError } from "./misuse-error";

export interface LocalCloudOptions {
  /** Such as `http://127.0.0.1:4510`. @default the one in outputs.json of the data folder */
  readonly endpoint?: string;
  /** The local cloud's data folder. @default ".local/dev" */
  readonly dataFolder?: string;
}

/**
 * Who may do what in the local cloud that runs now (`npm start`), for `expect(…)`. What is deployed later is not
 * in it: read it again.
 *
 * @throws MisuseError when none runs there
 */
export async function readLocalCloud(options: LocalCloudOptions = {}): Promise<DeployedAccess> {
  const endpoint = options.endpoint ?? readEndpoint(options.dataFolder ?? join(".local", "dev"));
  const answer = await ask(endpoint);
  if (answer.status === 200) return (await answer.json()) as DeployedAccess;
  throw new MisuseError(
    `${endpoint} does not say who may do what (status ${answer.status}): ${await answer.text()}`,
  );
}

async function ask(endpoint: string): Promise<Response> {
  try {
    return await fetch(`${endpoint}/_access`);
  } catch (cause) {
    throw new MisuseError(
      `no local cloud answers at ${endpoint}: start it with secure-serverless-api local`,
      { cause },
    );
  }
}

function readEndpoint(dataFolder: string): string {
  const file = join(dataFolder, "outputs.json");
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new MisuseError(`there is no ${file}: start the local cloud, or give its data folder or endpoint`, {
      cause,
    });
  }
  const { local } = JSON.parse(text) as { readonly local: { readonly endpoint: string } };
  return local.endpoint;
}
