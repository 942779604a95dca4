import inspector from "node:inspector";

/**
 * Lets a debugger attach to this process, and through it to the worker threads of functions.
 *
 * @returns ends that, also for functions that stand at a breakpoint.
 * @throws Error when something else listens at the port.
 */
export function openThreadDebugger(port: number): () => Promise<void> {
  inspector.open(port, "127.0.0.1");
  if (inspector.url() === undefined)
    throw new Error(
      `port ${port} is in use: stop the other debugger, or choose another port with --inspect=<port>`,
    );
  return async () => {
    await resumeThreads();
    inspector.close();
  };
}

interface WorkerMessage {
  readonly params: { readonly sessionId: string; readonly message: string };
}

/** How long a thread may take to go on. */
const PATIENCE_MS = 200;

/** A thread that stands at a breakpoint cannot be ended (Node 20), not even after its debugger has gone: it must go on first. */
async function resumeThreads(): Promise<void> {
  const session = new inspector.Session();
  session.connect();
  const send = (sessionId: string, method: string) =>
    session.post("NodeWorker.sendMessageToWorker", { sessionId, message: JSON.stringify({ id: 1, method }) });
  session.on("NodeWorker.attachedToWorker", ({ params: { sessionId } }) =>
    send(sessionId, "Debugger.enable"),
  );
  // Told when it is enabled in a thread that stands, and whenever the thread stops again.
  session.on("NodeWorker.receivedMessageFromWorker", ({ params }: WorkerMessage) => {
    const { method } = JSON.parse(params.message) as { method?: string };
    if (method === "Debugger.paused") send(params.sessionId, "Debugger.resume");
  });
  session.post("NodeWorker.enable", { waitForDebuggerOnStart: false });
  await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  session.disconnect();
}
