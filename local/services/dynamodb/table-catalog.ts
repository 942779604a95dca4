import type { Table } from "../../cloud-state";
import { DeploymentError } from "../../deployment";
import type { Dynalite } from "./dynalite";
import { describeTable, keysAsText, type IndexDescription, type TableDescription } from "./table-description";

type IndexKind = "Global" | "Local";
interface IndexChange {
  readonly kind: IndexKind;
  readonly index: string;
}
interface Change {
  readonly description: TableDescription;
  /** Indexes whose entries are not what the description says: emptied, and filled again if they still exist. */
  readonly stale: readonly IndexChange[];
  readonly filled: readonly IndexChange[];
}

/** Where the engine keeps what. Table names have no `~`. */
const tableKey = (name: string): string => `table~${name}`;
const within = (prefix: string) => ({ gte: prefix, lt: `${prefix}\u00ff` });
const items = (table: string) => within(`item-${table}~`);
const indexEntries = (table: string, { kind, index }: IndexChange) =>
  within(`index-${kind.toLowerCase()}~${table}~${index}~`);

/** The tables that exist. A deployment defines them; nothing on the wire does. */
export class TableCatalog {
  readonly #engine: Dynalite;
  readonly #nowMs: () => number;
  readonly #randomUuid: () => string;

  constructor(engine: Dynalite, nowMs: () => number, randomUuid: () => string) {
    this.#engine = engine;
    this.#nowMs = nowMs;
    this.#randomUuid = randomUuid;
  }

  /**
   * Makes the tables what the program says: missing ones are made, existing ones keep their items, changed global indexes are
   * filled anew. Nothing is changed when one of them cannot be: DeploymentError. A table that the program no longer has is
   * not served, and its items stay on disk until `--fresh`.
   */
  async reconcile(tables: ReadonlyMap<string, Table>): Promise<void> {
    const changes = await Promise.all([...tables.values()].map((table) => this.#planChange(table)));
    for (const change of changes) await this.#apply(change);
  }

  async describe(name: string): Promise<TableDescription | undefined> {
    return (await this.#engine.store.db.get(tableKey(name))) as TableDescription | undefined;
  }

  async #planChange(table: Table): Promise<Change> {
    const stored = await this.describe(table.name);
    if (stored === undefined) {
      const born = { TableId: this.#randomUuid(), CreationDateTime: this.#nowMs() / 1000 };
      return { description: describeTable(table, born), stale: [], filled: [] };
    }
    const description = describeTable(table, stored);
    const rebuilt = replacementReason(stored, description);
    if (rebuilt !== undefined && (await this.#holdsItems(table.name))) {
      throw new DeploymentError(
        `Table "${table.name}" holds items, and ${rebuilt}. AWS would replace the table and lose them. Undo the change, or start ` +
          `with --fresh to begin with empty tables.`,
      );
    }
    const before = indexesAsText(stored);
    const after = indexesAsText(description);
    const differs = ([key, text]: [string, string], other: Map<string, string>) => other.get(key) !== text;
    return {
      description,
      stale: [...before].filter((entry) => differs(entry, after)).map(([key]) => toIndexChange(key)),
      filled: [...after].filter((entry) => differs(entry, before)).map(([key]) => toIndexChange(key)),
    };
  }

  async #holdsItems(table: string): Promise<boolean> {
    for await (const _item of this.#engine.store.db.values({ ...items(table), limit: 1 })) return true;
    return false;
  }

  async #apply({ description, stale, filled }: Change): Promise<void> {
    const { db } = this.#engine.store;
    const name = description.TableName;
    for (const change of [...stale, ...filled]) await db.clear(indexEntries(name, change));
    if (filled.length > 0) {
      const only = withIndexes(description, filled);
      for await (const item of db.values(items(name))) await this.#engine.index(only, item as object);
    }
    // Last: a crash before this leaves the old description, and the next start fills the indexes again.
    await db.put(tableKey(name), description);
  }
}

/** Why AWS would replace the table; undefined when it would not. */
function replacementReason(stored: TableDescription, wanted: TableDescription): string | undefined {
  if (keysAsText(stored) !== keysAsText(wanted)) {
    return `its key changes from ${keysAsText(stored)} to ${keysAsText(wanted)}`;
  }
  const localIndexes = (description: TableDescription) =>
    JSON.stringify(
      (description.LocalSecondaryIndexes ?? []).map((index) => indexAsText(description, index)).sort(),
    );
  return localIndexes(stored) === localIndexes(wanted) ? undefined : "its local secondary indexes change";
}

function indexesAsText(description: TableDescription): Map<string, string> {
  const entries = (kind: IndexKind, indexes: readonly IndexDescription[] = []): [string, string][] =>
    indexes.map((index) => [`${kind}/${index.IndexName}`, indexAsText(description, index)]);
  return new Map([
    ...entries("Global", description.GlobalSecondaryIndexes),
    ...entries("Local", description.LocalSecondaryIndexes),
  ]);
}

const indexAsText = (
  { AttributeDefinitions }: TableDescription,
  { IndexName, KeySchema, Projection }: IndexDescription,
): string =>
  JSON.stringify([
    IndexName,
    keysAsText({ KeySchema, AttributeDefinitions }),
    Projection.ProjectionType,
    Projection.NonKeyAttributes ?? [],
  ]);

function toIndexChange(key: string): IndexChange {
  const slash = key.indexOf("/");
  return { kind: key.slice(0, slash) as IndexKind, index: key.slice(slash + 1) };
}

function withIndexes(description: TableDescription, changes: readonly IndexChange[]): TableDescription {
  const chosen = (kind: IndexKind, indexes: readonly IndexDescription[] = []) =>
    indexes.filter(({ IndexName }) =>
      changes.some((change) => change.kind === kind && change.index === IndexName),
    );
  return {
    ...description,
    GlobalSecondaryIndexes: chosen("Global", description.GlobalSecondaryIndexes),
    LocalSecondaryIndexes: chosen("Local", description.LocalSecondaryIndexes),
  };
}
