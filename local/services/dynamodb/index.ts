import { findDenial, type PermissionNeeded } from "../authorize-call";
import { notCovered } from "../aws-error";
import type { Caller, ServiceAnswer } from "../caller";
import type { ServiceContext } from "../context";
import type { CloudState } from "../../cloud-state";
import { Dynalite, isDataOperation, type DataOperation, type Input } from "./dynalite";
import { dynamodbErrorBody, dynamodbErrors, fromEngine } from "./errors";
import { findUnprojected } from "./index-projection";
import { permissionsNeeded } from "./permissions";
import { validateInput } from "./syntax";
import { TableCatalog } from "./table-catalog";

/** DynamoDB behind IAM: dynalite keeps the items, the deployment defines the tables, every operation is authorized. */
export class DynamoDb {
  readonly #context: ServiceContext;
  readonly #engine: Dynalite;
  readonly #catalog: TableCatalog;

  /** `folder`: where the items are kept. */
  constructor(context: ServiceContext, folder: string) {
    this.#context = context;
    this.#engine = new Dynalite(folder);
    this.#catalog = new TableCatalog(this.#engine, () => context.clock.nowMs(), context.randomUuid);
  }

  /** Resolves when the data can be used. Rejects when another process has it open. */
  open(): Promise<void> {
    return this.#engine.store.db.open();
  }

  /** Makes the tables what the program says. Throws DeploymentError, having changed nothing, when one cannot be. */
  reconcile(tables: CloudState["tables"]): Promise<void> {
    return this.#catalog.reconcile(tables);
  }

  /** One operation, such as `GetItem`, under the caller's permissions. Consumes the input. Never rejects. */
  async call(caller: Caller, operation: string, input: Input): Promise<ServiceAnswer> {
    try {
      return answer(caller, 200, await this.#run(caller, operation, input));
    } catch (error) {
      const known = fromEngine(error);
      if (known === undefined) this.#context.reportFailure(`dynamodb:${operation}`, error);
      const refusal = known ?? dynamodbErrors.internal();
      return answer(caller, refusal.status, dynamodbErrorBody(refusal));
    }
  }

  async #run(caller: Caller, operation: string, input: Input): Promise<unknown> {
    if (isDataOperation(operation)) return this.#runOnItems(caller, operation, input);
    switch (operation) {
      case "DescribeTable":
        return this.#describeTable(caller, input);
      case "ListTables":
        return this.#listTables(caller, input);
      case "DeleteTable":
        return this.#refuseDeletion(caller, input);
      case "CreateTable":
      case "UpdateTable":
        throw notCovered(`dynamodb:${operation} over the wire (the Pulumi program defines the tables)`);
      default:
        throw notCovered(`dynamodb:${operation}`);
    }
  }

  async #runOnItems(caller: Caller, operation: DataOperation, input: Input): Promise<Input> {
    const validated = validateInput(this.#engine, operation, input);
    for (const needed of permissionsNeeded(operation, validated, this.#context))
      this.#authorize(caller, needed);
    this.#refuseUnknownTables(operation, validated);
    const unprojected = findUnprojected(
      this.#context.state.tables.get(validated["TableName"] as string),
      validated,
    );
    if (unprojected) throw unprojected;
    return this.#engine.execute(operation, validated);
  }

  #authorize(caller: Caller, needed: PermissionNeeded): void {
    const denial = findDenial(this.#context, caller, needed);
    if (denial !== undefined) throw dynamodbErrors.accessDenied(denial);
  }

  /** The engine may still hold the items of a table that the program no longer has. */
  #refuseUnknownTables(operation: DataOperation, input: Input): void {
    const names = operation.startsWith("Batch")
      ? Object.keys(input["RequestItems"] as object)
      : [input["TableName"] as string];
    const unknown = names.find((name) => !this.#context.state.tables.has(name));
    if (unknown !== undefined) throw dynamodbErrors.noSuchTable();
  }

  #tablePermission(operation: string, name: string): PermissionNeeded {
    const { state, region, accountId } = this.#context;
    const table = state.tables.get(name);
    return {
      action: `dynamodb:${operation}`,
      resource: table?.arn ?? `arn:aws:dynamodb:${region}:${accountId}:table/${name}`,
      ...(table?.resourcePolicy && { resourcePolicy: table.resourcePolicy }),
    };
  }

  async #describeTable(caller: Caller, input: Input): Promise<unknown> {
    const name = tableName(input);
    const table = this.#context.state.tables.get(name);
    this.#authorize(caller, this.#tablePermission("DescribeTable", name));
    if (table === undefined) throw dynamodbErrors.tableNotFound(name);
    return { Table: await this.#catalog.describe(name) };
  }

  #refuseDeletion(caller: Caller, input: Input): never {
    const name = tableName(input);
    const table = this.#context.state.tables.get(name);
    this.#authorize(caller, this.#tablePermission("DeleteTable", name));
    if (table === undefined) throw dynamodbErrors.tableNotFound(name);
    if (table.deletionProtection) throw dynamodbErrors.deletionProtected();
    throw notCovered("dynamodb:DeleteTable over the wire (remove the table from the Pulumi program instead)");
  }

  async #listTables(caller: Caller, input: Input): Promise<unknown> {
    this.#authorize(caller, { action: "dynamodb:ListTables", resource: "*" });
    const { Limit: limit = 100, ExclusiveStartTableName: after = "" } = input as {
      Limit?: number;
      ExclusiveStartTableName?: string;
    };
    if (!Number.isInteger(limit) || limit < 1 || limit > 100)
      throw dynamodbErrors.validation("Limit must be between 1 and 100");
    const names = [...this.#context.state.tables.keys()].sort().filter((name) => name > after);
    const page = names.slice(0, limit);
    return { TableNames: page, ...(page.length < names.length && { LastEvaluatedTableName: page.at(-1) }) };
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}

function tableName(input: Input): string {
  const name = input["TableName"];
  if (typeof name !== "string" || !/^[\w.-]{3,255}$/.test(name)) {
    throw dynamodbErrors.validation(
      "TableName must be 3 to 255 characters of a-z, A-Z, 0-9, '_', '-' and '.'",
    );
  }
  return name;
}

const answer = (caller: Caller, status: number, body: unknown): ServiceAnswer => ({
  status,
  headers: { "x-amzn-RequestId": caller.requestId },
  body,
});
