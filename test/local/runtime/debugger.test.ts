import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { readMappings } from "../../../callbacks/mappings";
import { Command } from "../../cli/command";
import { loadTypeScriptInChildren, removeTemporaryFolders, temporaryFolder } from "../engine/temporary-project";
import { attach, attachThreads, type DebuggerClient } from "./debugger-client";

const PROGRAM = join(__dirname, "debugged");
const HANDLER = join(PROGRAM, "greet.ts");
/** Counted from 0, as in the protocol. */
const LINE = readFileSync(HANDLER, "utf8")
  .split("\n")
  .findIndex((line) => line.includes("return ok"));

describe("the debugger", function () {
  this.timeout(60_000);
  before(loadTypeScriptInChildren);
  let command: Command | undefined;
  afterEach(async () => {
    await command?.kill("SIGKILL");
    removeTemporaryFolders();
  });

  async function start(...options: string[]) {
    const data = temporaryFolder();
    const port = await freePort();
    const args = ["local", "--port", "0", "--data", data, "--no-watch", `--inspect=${port}`, ...options];
    command = new Command(args, PROGRAM);
    await command.printed("Ready");
    const { url } = JSON.parse(readFileSync(join(data, "outputs.json"), "utf8")).outputs;
    const call = () => fetch(`${String(url)}/greeting`).then(async (response) => [response.status, await response.json()]);
    return { port, call, command };
  }

  it("stops a function at a line of its TypeScript, for longer than its timeout, and lets it go on", async () => {
    const { port, call, command: running } = await start();
    const { client, close } = await attach(port);
    const paused = new Promise<any>((resolve) => {
      void attachThreads(client, (thread) => {
        void breakAt(thread, HANDLER, LINE);
        thread.on("Debugger.paused", (params) => resolve({ thread, ...params }));
      });
    });
    await call().catch(() => undefined);
    const answer = call();

    const { thread, callFrames, hitBreakpoints } = await paused;
    const [{ callFrameId }] = callFrames;
    const { result } = await thread.send("Debugger.evaluateOnCallFrame", { callFrameId, expression: "1 + 1" });
    await new Promise((resolve) => setTimeout(resolve, 1300));
    await thread.send("Debugger.disable");

    expect(hitBreakpoints).to.have.length(1);
    expect(result.value).to.equal(2);
    expect(await answer).to.deep.equal([200, { greeting: "hello, debugger" }]);
    close();
    expect(await running.kill("SIGTERM")).to.include({ code: 0 });
  });
});

/** As an editor does it: finds the line in the map of each script, and stops where the script has it. */
async function breakAt(client: DebuggerClient, file: string, line: number): Promise<void> {
  client.on("Debugger.scriptParsed", ({ scriptId, sourceMapURL }) => {
    const place = findPlace(String(sourceMapURL ?? ""), file, line);
    if (place) void client.send("Debugger.setBreakpoint", { location: { scriptId, ...place } });
  });
  await client.send("Debugger.enable");
}

function findPlace(mapUrl: string, file: string, line: number) {
  if (!mapUrl.startsWith("data:")) return undefined;
  const map = JSON.parse(Buffer.from(mapUrl.split(",")[1] ?? "", "base64").toString());
  const source = (map.sources as string[]).indexOf(pathToFileURL(file).href);
  if (source < 0) return undefined;
  let place: { lineNumber: number; columnNumber: number } | undefined;
  readMappings(map.mappings, (segment: any) => {
    if (segment.source === source && segment.originalLine === line)
      place ??= { lineNumber: segment.generatedLine, columnNumber: segment.generatedColumn };
  });
  return place;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
