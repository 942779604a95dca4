import type { LambdaFunction } from "../cloud-state";
import type { Debugging } from "./function-runtime-options";

/** Gives each function a port for its debugger, which stays the same while the local cloud runs. */
export class DebugPorts {
  readonly #ports = new Map<string, number>();
  readonly #options: Debugging;

  constructor(options: Debugging) {
    this.#options = options;
  }

  of({ name }: LambdaFunction): number {
    const known = this.#ports.get(name);
    if (known !== undefined) return known;
    const port = this.#options.port + this.#ports.size;
    this.#ports.set(name, port);
    this.#options.log(`Debugger of function ${name} at 127.0.0.1:${port}`);
    return port;
  }
}
