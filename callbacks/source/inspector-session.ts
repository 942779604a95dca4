import type { Session } from "node:inspector";

let session: Session | undefined;

/** Asks the engine's own debugging interface, which answers at once. */
export function post<Result>(method: string, parameters: object = {}): Result {
  let outcome: { error: Error | null; result?: object } | undefined;
  // A session of one's own thread answers before `post` returns.
  (
    connected().post as (
      method: string,
      parameters: object,
      done: (error: Error | null, result?: object) => void,
    ) => void
  ).call(session, method, parameters, (error, result) => (outcome = { error, ...(result && { result }) }));
  if (!outcome) throw new Error(`The inspector did not answer ${method}`);
  if (outcome.error) throw outcome.error;
  return outcome.result as Result;
}

/** One session serves all callbacks of a tick; it ends by itself, which also lets go of every object it held. */
export function connected(): Session {
  if (session) return session;
  const { Session } = require("node:inspector") as typeof import("node:inspector");
  const opened = new Session();
  opened.connect();
  session = opened;
  setImmediate(() => {
    session = undefined;
    opened.disconnect();
  });
  return opened;
}
