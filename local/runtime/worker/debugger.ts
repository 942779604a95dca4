import inspector from "node:inspector";
import { letDebuggerIn } from "./process-channel";

/** Lets a debugger attach to this process. */
export function openDebugger(port: number): void {
  inspector.open(port, "127.0.0.1");
  letDebuggerIn();
}
