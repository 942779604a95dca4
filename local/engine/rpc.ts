/** One remote procedure: a protobuf request in, a protobuf response out. */
export type Rpc = (request: never) => unknown;
export type Rpcs = Readonly<Record<string, Rpc>>;

/** A refusal in gRPC's terms. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  /** A gRPC status code. 1 and 14 are not used: the SDK takes them for a shutdown and says nothing. */
  readonly code: number;
  /** The SDK reads the text from here for function calls, from `message` for resources. */
  readonly details: string;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
    this.details = message;
  }
}

export const INVALID_ARGUMENT = 3;
export const UNIMPLEMENTED = 12;
const UNKNOWN_STATUS = 2;

/** How many calls have not been answered yet. */
export interface CallCounter {
  inFlight: number;
}

type Callback = (error: RpcError | null, response?: unknown) => void;

/** An object that the SDK takes for a gRPC client, answered in this process. */
export function toClient(
  rpcs: Rpcs,
  counter: CallCounter,
): Record<string, (request: never, callback: Callback) => void> {
  const methods = Object.entries(rpcs).map(([name, rpc]) => {
    const method = (request: never, callback: Callback): void => {
      counter.inFlight++;
      // Answered later, as the wire would: the SDK expects to go on after it has called.
      void Promise.resolve()
        .then(() => rpc(request))
        .finally(() => counter.inFlight--)
        .then(
          (response) => callback(null, withoutText(response)),
          (error: unknown) => callback(toRpcError(error)),
        );
    };
    return [name, method] as const;
  });
  return { ...Object.fromEntries(methods), close: () => undefined };
}

export function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  return new RpcError(UNKNOWN_STATUS, error instanceof Error ? error.message : String(error));
}

/** The SDK writes each answer into a debug message that nobody reads. Protobuf's text costs more than the answer itself. */
function withoutText(response: unknown): unknown {
  return Object.defineProperty(response as object, "toString", { value: () => "an answer" });
}
