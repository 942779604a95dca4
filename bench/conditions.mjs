import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";

/** What the figures depend on. Nothing that names the machine or its folders: this is published. */
export function readConditions() {
  const peers = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")).devDependencies;
  return {
    machine: {
      processor: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
      loadAverage: Number(loadavg()[0].toFixed(1)),
    },
    peers: { osls: peers.osls, "serverless-offline": peers["serverless-offline"] },
  };
}
