import { isMainThread, parentPort } from "node:worker_threads";
import type { FromSandbox, LogLevel, ToSandbox } from "../messages";
import { processChannel } from "./process-channel";
import { threadChannel } from "./thread-channel";

/** How a sandbox and the thread that serves requests reach each other. */
export interface Channel {
  post(message: FromSandbox): void;
  /** Waits while more is unread than a pipe would hold. */
  log(level: LogLevel | undefined, text: string): void;
  reportMemory(bytes: number): void;
  /**
   * Blocks this thread until there is a message: nothing in it runs meanwhile.
   *
   * @param whenIdle called once in a thread that has waited for long: its memory is that of the whole process.
   */
  receive(whenIdle: () => void): ToSandbox;
}

/** Whether this thread has its process for itself. */
export const hasOwnProcess = isMainThread;

const connected: Channel = parentPort === null ? processChannel() : threadChannel(parentPort);

/** Number of the invocation that started last; 0 before the first. */
let sequence = 0;

export const channel = {
  ...connected,

  get sequence(): number {
    return sequence;
  },

  beginInvocation(number: number): void {
    sequence = number;
  },
};
