import { createServer } from "node:net";

/**
 * Finds out whether a port is free, before any work is done for nothing.
 *
 * @param port 0 for any free one.
 * @returns the port.
 * @throws Error when something else listens there.
 */
export async function reservePort(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(explain(error, port)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : port;
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new Error(`port ${port} is in use: stop what listens there, or choose another port with --port`);
    case "EACCES":
      return new Error(`port ${port} may not be used by this user: choose one above 1023 with --port`);
    case undefined:
    default:
      return error;
  }
}
