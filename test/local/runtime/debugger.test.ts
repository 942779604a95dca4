import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { readMappings } from "../../../callbacks/mappings";
import { Command } from "../../cli/command";
import {
  loadTypeScriptInChildren,
  removeTemporaryFolders,
  temporaryFolder,
} from "../engine/temporary-project";
import { attach, attachThreads, type DebuggerClient } from "./debugger-client";

const PROGRAM = join(__dirname, "debugged");
const HANDLER = join(PROGRAM, "greet.ts");
/** Counted from 0, as in the protocol. */
const LINE = readFileSync(HANDLER, "utf8")
  .split("\n")
  .findIndex((line) => line.includes("return ok"));
const GREETING = [200, { greeting: "hello, debugger" }];
const LONGER_THAN_TIMEOUT_MS = 1300;

interface Stop {
  readonly at: DebuggerClient;
  readonly callFrames: readonly [{ readonly callFrameId: string }];
}

describe("the debugger", function () {
  this.timeout(60_000);
  before(loadTypeScriptInChildren);
  let running: Command | undefined;
  afterEach(async () => {
    await running?.kill("SIGKILL");
    removeTemporaryFolders();
  });

  async function start(...options: string[]) {
    const data = temporaryFolder();
    const port = await freePort();
    const args = ["local", "--port", "0", "--data", data, "--no-watch", `--inspect=${port}`, ...options];
    const command = new Command(args, PROGRAM);
    running = command;
    await command.printed("Ready");
    const { outputs } = JSON.parse(readFileSync(join(data, "outputs.json"), "utf8"));
    const call = async () => {
      const response = await fetch(`${String(outputs.url)}/greeting`);
      return [response.status, await response.json()];
    };
    return { port, call, command };
  }

  it("stops a function at a line of its TypeScript, for longer than its timeout, and lets it go on", async () => {
    const { port, call, command } = await start();
    const { client, close } = await attach(port);
    const { stopped, ready } = stopOfAnyThread(client);
    await ready;
    const answer = call();

    const { callFrames, at } = await stopped;
    const [{ callFrameId }] = callFrames;
    const expression = "process.env.AWS_LAMBDA_FUNCTION_NAME";
    const { result } = await at.send("Debugger.evaluateOnCallFrame", { callFrameId, expression });
    await wait(LONGER_THAN_TIMEOUT_MS);
    await at.send("Debugger.resume");

    expect(result.value).to.match(/^debugged/);
    expect(await answer).to.deep.equal(GREETING);
    close();
    expect(await command.kill("SIGTERM")).to.include({ code: 0 });
  });

  it("ends with the command, also while a function is stopped", async () => {
    const { port, call, command } = await start();
    const { client } = await attach(port);
    const { stopped, ready } = stopOfAnyThread(client);
    await ready;
    const answer = call().catch(() => undefined);
    await stopped;

    expect(await command.kill("SIGTERM")).to.include({ code: 0 });
    await answer;
  });

  it("finds each function that is a process at a port of its own, also between calls", async () => {
    const { port, call, command } = await start("--runtime", "fork");
    const first = await call();
    const { client, close } = await attach(port);
    const { stopped, ready } = stopOf(client);
    await ready;
    const answer = call();

    const { at } = await stopped;
    await wait(LONGER_THAN_TIMEOUT_MS);
    await at.send("Debugger.resume");

    expect([first, await answer]).to.deep.equal([GREETING, GREETING]);
    close();
    const { code, stdout } = await command.kill("SIGTERM");
    expect(code).to.equal(0);
    expect(stdout).to.match(new RegExp(`Debugger of function debugged[^ ]* at 127.0.0.1:${port}\n`));
  });
});

interface Stopping {
  /** The breakpoint is set, or will be as soon as the script is there. */
  readonly ready: Promise<void>;
  readonly stopped: Promise<Stop>;
}

/** In any thread that there is or will be; ready when the first one is, which waits for its function. */
function stopOfAnyThread(client: DebuggerClient): Stopping {
  const stopping = new Promise<Stopping[]>((resolve) => {
    const all: Stopping[] = [];
    void attachThreads(client, (thread) => void all.push(stopOf(thread))).then(() => resolve(all));
  });
  return {
    ready: stopping.then(async (all) => void (await Promise.all(all.map(({ ready }) => ready)))),
    stopped: stopping.then((all) => Promise.race(all.map(({ stopped }) => stopped))),
  };
}

function stopOf(at: DebuggerClient): Stopping {
  const stopped = new Promise<Stop>((resolve) => {
    at.on("Debugger.paused", (event) => event.hitBreakpoints?.length > 0 && resolve({ at, ...event }));
  });
  return { stopped, ready: breakAt(at, HANDLER, LINE) };
}

/**
 * As an editor does it: has each script with a source map stop before it runs, finds the line in the map, sets the
 * breakpoint where the script has it, and goes on. A script that runs already gets its breakpoint at once.
 */
async function breakAt(client: DebuggerClient, file: string, line: number): Promise<void> {
  const set = new Map<string, Promise<unknown>>();
  client.on("Debugger.scriptParsed", ({ scriptId, sourceMapURL }) => {
    const place = findPlace(String(sourceMapURL), file, line);
    if (place) set.set(scriptId, client.send("Debugger.setBreakpoint", { location: { scriptId, ...place } }));
  });
  const goOn = async (scriptId: string) => {
    await set.get(scriptId);
    await client.send("Debugger.resume");
  };
  client.on("Debugger.paused", ({ reason, data }) => {
    if (reason === "instrumentation") void goOn(data.scriptId);
  });
  await client.send("Debugger.enable");
  const instrumentation = "beforeScriptWithSourceMapExecution";
  await client.send("Debugger.setInstrumentationBreakpoint", { instrumentation });
}

function findPlace(mapUrl: string, file: string, line: number): object | undefined {
  const encoded = /^data:application\/json;base64,(.*)$/.exec(mapUrl)?.[1];
  if (encoded === undefined) return undefined;
  const map = JSON.parse(Buffer.from(encoded, "base64").toString());
  let place: object | undefined;
  readMappings(map.mappings, (segment) => {
    if (map.sources[segment.source] === pathToFileURL(file).href && segment.sourceLine === line)
      place ??= { lineNumber: segment.line, columnNumber: segment.column };
  });
  return place;
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
