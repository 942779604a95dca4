import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Deployment } from "../deployment";

export interface Ready {
  readonly deployment: Deployment;
  readonly endpoint: string;
  readonly dataFolder: string;
}

/** The lines that say where everything is, and how to try it. */
export function readyMessage({ deployment, endpoint, dataFolder }: Ready): readonly string[] {
  const stages = deployment.resources.filter(({ type }) => type === "aws:apigateway/stage:Stage");
  const rows = [
    ["page", endpoint.replace("127.0.0.1", "localhost")],
    ...stages.map(({ inputs, outputs }) => [`stage ${String(inputs.stageName)}`, String(outputs.invokeUrl)]),
    ["data", shorten(dataFolder)],
    ["try it", howToTry(deployment.directory, endpoint)],
  ] as const;
  const width = Math.max(...rows.map(([name]) => name!.length));
  return ["", ...rows.map(([name, value]) => `  ${name!.padEnd(width)}  ${value}`), ""];
}

function shorten(folder: string): string {
  const path = relative(process.cwd(), folder);
  return path === "" || path.startsWith("..") ? folder : path;
}

function howToTry(directory: string, endpoint: string): string {
  const file = join(directory, "package.json");
  const { scripts } = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as { scripts?: Record<string, string> })
    : {};
  return scripts?.tour === undefined
    ? `aws --endpoint-url ${endpoint} …, with the operator's keys from outputs.json`
    : "npm run tour";
}
