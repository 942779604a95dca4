import inspector from "node:inspector";

/**
 * Lets a debugger attach to this process, and through it to the worker threads of functions.
 *
 * @returns ends that, also for functions that stand at a breakpoint.
 * @throws Error when something else listens at the port.
 */
export function openThreadDebugger(port: number): () => void {
  inspector.open(port, "127.0.0.1");
  if (inspector.url() === undefined)
    throw new Error(
      `port ${port} is in use: stop the other debugger, or choose another port with --inspect=<port>`,
    );
  return () => inspector.close();
}
