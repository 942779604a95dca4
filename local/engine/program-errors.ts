import { AsyncLocalStorage } from "node:async_hooks";

type Listener = (...args: unknown[]) => void;
const EVENTS = ["unhandledRejection", "uncaughtException"] as const;

const currentRun = new AsyncLocalStorage<ErrorCollector>();
const activeRuns = new Set<ErrorCollector>();
let displaced: { event: string; listeners: Listener[] }[] = [];

interface ErrorCollector {
  add(error: unknown): void;
}

/**
 * Runs a program so that what it throws outside any call, in an `apply` or a forgotten promise, is reported instead
 * of ending the process. Errors of other code in the process reach whoever listened before.
 */
export async function collectingErrors<T>(
  onError: (error: unknown) => void,
  run: () => Promise<T>,
): Promise<T> {
  const collector: ErrorCollector = { add: onError };
  if (activeRuns.size === 0) install();
  activeRuns.add(collector);
  try {
    return await currentRun.run(collector, run);
  } finally {
    activeRuns.delete(collector);
    if (activeRuns.size === 0) uninstall();
  }
}

function install(): void {
  displaced = EVENTS.map((event) => ({ event, listeners: process.rawListeners(event) as Listener[] }));
  for (const event of EVENTS) {
    process.removeAllListeners(event);
    process.on(event, (...args: unknown[]) => deliver(event, args));
  }
}

function uninstall(): void {
  for (const { event, listeners } of displaced) {
    process.removeAllListeners(event);
    for (const listener of listeners) process.on(event, listener);
  }
  displaced = [];
}

function deliver(event: string, args: unknown[]): void {
  const others = displaced.find((entry) => entry.event === event)?.listeners ?? [];
  const run = currentRun.getStore() ?? (others.length === 0 ? [...activeRuns][0] : undefined);
  if (run) run.add(args[0]);
  else for (const listener of others) listener(...args);
}
