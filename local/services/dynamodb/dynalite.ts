// The one file that touches dynalite. Its modules are not a public API: the version is pinned exactly.
import { Readable } from "node:stream";
import { containStore, type DynaliteStore, type Fail } from "./contained-store";

/** An error that DynamoDB itself would answer. */
export interface DynaliteError extends Error {
  readonly statusCode: number;
  readonly body: { readonly __type: string; readonly message?: string; readonly Message?: string };
}

export type Input = Record<string, unknown>;
type Action = (
  store: DynaliteStore,
  input: Input,
  done: (error: Error | null, output?: Input) => void,
) => void;

interface Validation {
  readonly types: Readonly<Record<string, unknown>>;
  readonly custom?: (input: Input, store: DynaliteStore) => string | undefined;
}

interface Validations {
  checkTypes(input: Input, types: Validation["types"]): Input;
  checkValidations(
    input: Input,
    types: Validation["types"],
    custom: Validation["custom"],
    store: DynaliteStore,
  ): void;
}

interface IndexSupport {
  updateIndexes(
    store: DynaliteStore,
    table: object,
    before: object | undefined,
    after: object,
    done: (error?: Error | null) => void,
  ): void;
}

const validations = require("dynalite/validations") as Validations;
const database = require("dynalite/db") as IndexSupport & {
  create(options: { path?: string }): DynaliteStore;
};

/** The data operations that dynalite has. */
const OPERATIONS = [
  "BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem",
] as const; // prettier-ignore
export type DataOperation = (typeof OPERATIONS)[number];

export const isDataOperation = (name: string): name is DataOperation =>
  (OPERATIONS as readonly string[]).includes(name);

/** dynalite, as an engine for items: validation and execution apart, so that authorization comes between them. */
export class Dynalite {
  readonly store: DynaliteStore;
  readonly #validations = new Map<DataOperation, Validation>();
  readonly #actions = new Map<DataOperation, Action>();

  /** `folder`: where the data is kept. */
  constructor(folder: string) {
    this.store = database.create({ path: folder });
    readInThisThread(this.store.db);
    closeIterators(this.store.db);
    for (const operation of OPERATIONS) {
      const file = operation[0]!.toLowerCase() + operation.slice(1);
      this.#validations.set(operation, require(`dynalite/validations/${file}`) as Validation);
      this.#actions.set(operation, require(`dynalite/actions/${file}`) as Action);
    }
  }

  /** Names of the members that an operation's input may have. dynalite drops every other one in silence. */
  members(operation: DataOperation): readonly string[] {
    return Object.keys(this.#validations.get(operation)!.types);
  }

  /** Checks the input and parses its expressions, which stand in `_condition`, `_updates` … afterwards. Throws DynaliteError. */
  validate(operation: DataOperation, input: Input): Input {
    const { types, custom } = this.#validations.get(operation)!;
    const checked = validations.checkTypes(input, types);
    validations.checkValidations(checked, types, custom, this.store);
    return checked;
  }

  /** Runs a validated operation. Rejects with DynaliteError, or with whatever went wrong inside dynalite. */
  execute(operation: DataOperation, validated: Input): Promise<Input> {
    const action = this.#actions.get(operation)!;
    return this.#contained((store, done) => action(store, validated, done));
  }

  /** Adds an item to the secondary indexes of a table. */
  index(table: object, item: object): Promise<void> {
    return this.#contained((store, done) =>
      database.updateIndexes(store, table, undefined, item, (error) => done(error ?? null)),
    );
  }

  #contained<Output>(
    run: (store: DynaliteStore, done: (error: Error | null, output?: Output) => void) => void,
  ): Promise<Output> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        contained.close();
        act();
      };
      const fail: Fail = (error) => settle(() => reject(error as Error));
      const contained = containStore(this.store, fail);
      contained.guard(() =>
        run(contained.store, (error, output) =>
          settle(() => (error ? reject(error) : resolve(output as Output))),
        ),
      )();
    });
  }

  close(): Promise<void> {
    return this.store.db.close();
  }
}

/** Giving a read to another thread and taking its answer back takes longer than the read itself, from LevelDB's cache. */
function readInThisThread(db: DynaliteStore["db"]): void {
  const read = db.get.bind(db) as (key: string, done?: ReadCallback) => unknown;
  const readHere = (key: string, done?: ReadCallback): unknown => {
    if (done === undefined || db.status !== "open") return read(key, done);
    let value: unknown;
    try {
      value = db.getSync(key);
    } catch (error) {
      return queueMicrotask(() => done(error));
    }
    return queueMicrotask(() => done(null, value));
  };
  db.get = readHere as typeof db.get;
}

/** dynalite's own streams never close the iterator beneath: it kept what it had read, and a snapshot of all data, for ever. */
function closeIterators(db: DynaliteStore["db"]): void {
  db.createValueStream = (range) => Readable.from(readValues(db, range));
}

/** Opens nothing before it is read from. */
async function* readValues(db: DynaliteStore["db"], range: object): AsyncGenerator<unknown> {
  yield* db.values(range);
}

type ReadCallback = (error: unknown, value?: unknown) => void;

export function isDynaliteError(error: unknown): error is DynaliteError {
  return error instanceof Error && typeof (error as Partial<DynaliteError>).statusCode === "number";
}
