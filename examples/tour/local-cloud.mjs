import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * The local cloud behind a data folder, or one that is started for this walk alone.
 * `takeExplanations` gives the lines in which it explained refusals since the last call; only one's own can be read.
 */
export const findLocalCloud = async (data) => (await running(data)) ?? start();

async function running(data) {
  let found;
  try {
    found = JSON.parse(readFileSync(join(data, "outputs.json"), "utf8"));
    await fetch(found.local.endpoint);
  } catch {
    return undefined;
  }
  console.log(`Walking through the local cloud at ${found.local.endpoint}`);
  return { ...found, takeExplanations: async () => [], stop: async () => {} };
}

async function start() {
  console.log("Nothing runs yet: starting a local cloud for this walk");
  const data = mkdtempSync(join(tmpdir(), "tour-"));
  const options = ["local", "--port", "0", "--data", data, "--no-watch"];
  const child = spawn(process.execPath, ["dist/cli/main.js", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const explanations = [];
  await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the local cloud ended with ${code}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith("refused")) explanations.push(line);
      if (line.includes("npm run tour")) resolve();
    });
  });
  return {
    ...JSON.parse(readFileSync(join(data, "outputs.json"), "utf8")),
    async takeExplanations() {
      await new Promise((resolve) => setTimeout(resolve, 20)); // the line may come after the answer
      return explanations.splice(0);
    },
    async stop() {
      child.kill("SIGTERM");
      await new Promise((resolve) => child.once("exit", resolve));
      rmSync(data, { recursive: true, force: true });
    },
  };
}
