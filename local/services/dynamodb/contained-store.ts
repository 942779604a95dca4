import type { Readable } from "node:stream";

type Callback = (...args: never[]) => unknown;
type Release = (done?: Callback) => Callback;
export type Fail = (error: unknown) => void;

/** One key space of the store, as dynalite's actions use it. */
export interface SubStore {
  get(key: string, done: Callback): void;
  put(key: string, value: unknown, done: Callback): void;
  del(key: string, done: Callback): void;
  batch(operations: readonly unknown[], done: Callback): void;
  lock(key: string, run: (release: Release) => void): void;
  createValueStream(range: object): Readable;
}

export interface DynaliteStore {
  readonly options: object;
  readonly tableDb: SubStore;
  readonly db: {
    open(): Promise<void>;
    close(): Promise<void>;
    clear(range: object): Promise<void>;
    readonly status: string;
    get(key: string): Promise<unknown>;
    get(key: string, done: (error: unknown, value?: unknown) => void): void;
    getSync(key: string): unknown;
    put(key: string, value: unknown): Promise<void>;
    values(range: object): AsyncIterable<unknown>;
    createValueStream(range: object): Readable;
  };
  getTable(name: string, checkStatus: unknown, done?: Callback): void;
  getItemDb(table: string): SubStore;
  getIndexDb(kind: string, table: string, index: string): SubStore;
}

type Guard = <Run extends Callback>(run: Run) => Run;

export interface ContainedStore {
  readonly store: DynaliteStore;
  readonly guard: Guard;
  /** To be called when the request is answered: what it has not read to the end is let go. */
  readonly close: () => void;
}

/**
 * A view of the store for one request. dynalite lets an error that DynamoDB would not answer escape from its callbacks,
 * where it would end the process. Everything that calls back goes through here, so such an error fails its own request
 * only, and the item locks that the request held are given free.
 */
export function containStore(store: DynaliteStore, fail: Fail): ContainedStore {
  const held = new Set<Release>();
  const streams = new Set<Readable>();

  function guard<Run extends Callback>(run: Run): Run {
    return ((...args: never[]) => {
      try {
        return run(...args);
      } catch (error) {
        for (const release of held) release()();
        held.clear();
        fail(error);
        return undefined;
      }
    }) as Run;
  }

  const contain = (inner: SubStore): SubStore => ({
    get: (key, done) => inner.get(key, guard(done)),
    put: (key, value, done) => inner.put(key, value, guard(done)),
    del: (key, done) => inner.del(key, guard(done)),
    batch: (operations, done) => inner.batch(operations, guard(done)),
    lock: (key, run) =>
      inner.lock(
        key,
        guard((release: Release) => {
          held.add(release);
          run((done) => {
            const released = release(done && guard(done));
            return (...args: never[]) => {
              held.delete(release);
              return released(...args);
            };
          });
        }),
      ),
    createValueStream: (range) => {
      const stream = inner.createValueStream(range);
      streams.add(stream);
      stream.emit = guard(stream.emit.bind(stream) as Callback) as Readable["emit"];
      return stream;
    },
  });

  return {
    guard,
    close: () => {
      for (const stream of streams) stream.destroy();
    },
    store: {
      options: store.options,
      db: store.db,
      tableDb: contain(store.tableDb),
      getTable: (name, checkStatus, done) =>
        done === undefined
          ? store.getTable(name, guard(checkStatus as Callback))
          : store.getTable(name, checkStatus, guard(done)),
      getItemDb: (table) => contain(store.getItemDb(table)),
      getIndexDb: (kind, table, index) => contain(store.getIndexDb(kind, table, index)),
    },
  };
}
