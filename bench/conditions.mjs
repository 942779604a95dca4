import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";

const read = (file) => readFileSync(new URL(file, import.meta.url), "utf8");

/** What the figures depend on. Nothing that names the machine or its folders: this is published. */
export function readConditions() {
  return {
    machine: {
      processor: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}`,
      node: process.version,
      loadAverage: Number(loadavg()[0].toFixed(1)),
    },
    peers: readPeers(),
  };
}

/** Their versions, each from where it is pinned. */
function readPeers() {
  const packages = JSON.parse(read("package.json")).devDependencies;
  const named = (names) => Object.fromEntries(names.map((name) => [name, packages[name]]));
  const python = read("peers/python/requirements.in").matchAll(/^([a-z]+)\S*==(\S+)$/gm);
  const [, dynamodbLocal] = read("peers/dynamodb-local/artifacts.json").match(
    /\/DynamoDBLocal-([\d.]+)\.jar/,
  );
  return {
    ...named(["osls", "serverless-offline", "dynalite"]),
    ...Object.fromEntries([...python].map(([, name, version]) => [name, version])),
    "DynamoDB Local": dynamodbLocal,
  };
}
