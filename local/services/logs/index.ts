import type { LogGroup } from "../../cloud-state";
import { findDenial } from "../authorize-call";
import { AwsError, notCovered } from "../aws-error";
import type { Caller, ServiceAnswer } from "../caller";
import type { ServiceContext } from "../context";
import { refuseMembers, type Input } from "../input";
import { logsErrors, logsInput } from "./errors";
import type { LogStore, StoredEvent } from "./log-store";
import { eventsPage, pageOf, readPage } from "./pages";

type Operation = (logs: Logs, caller: Caller, input: Input) => object;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeLogGroups: (logs, caller, input) => logs.describeLogGroups(caller, input),
  DescribeLogStreams: (logs, caller, input) => logs.describeLogStreams(caller, input),
  FilterLogEvents: (logs, caller, input) => logs.filterLogEvents(caller, input),
  GetLogEvents: (logs, caller, input) => logs.getLogEvents(caller, input),
};

/** CloudWatch Logs, as much as it takes to read a function's log. */
export class Logs {
  readonly #context: ServiceContext;
  readonly #store: LogStore;

  constructor(context: ServiceContext, store: LogStore) {
    this.#context = context;
    this.#store = store;
  }

  /** One operation, such as `GetLogEvents`, under the caller's permissions. Never rejects. */
  async call(caller: Caller, operation: string, input: Input): Promise<ServiceAnswer> {
    try {
      if (!Object.hasOwn(OPERATIONS, operation)) throw notCovered(`logs:${operation}`);
      return answer(caller, 200, OPERATIONS[operation]!(this, caller, input));
    } catch (error) {
      if (!(error instanceof AwsError)) this.#context.reportFailure(`logs:${operation}`, error);
      const refusal = error instanceof AwsError ? error : logsErrors.internal();
      const spelling = refusal.code === "AccessDeniedException" ? "Message" : "message";
      return answer(caller, refusal.status, { __type: refusal.code, [spelling]: refusal.message });
    }
  }

  describeLogGroups(caller: Caller, input: Input): object {
    refuseOthers("DescribeLogGroups", input, ["logGroupNamePrefix", "limit", "nextToken"]);
    const prefix = logsInput.optionalText(input, "logGroupNamePrefix", { maximum: 512 }) ?? "";
    this.#authorize(caller, "DescribeLogGroups", { group: "" });
    const groups = [...this.#context.state.logGroups.values()]
      .filter(({ name }) => name.startsWith(prefix))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, arn, retentionDays }) => ({
        logGroupName: name,
        arn: `${arn}:*`,
        logGroupArn: arn,
        ...(retentionDays > 0 && { retentionInDays: retentionDays }),
      }));
    return pageOf(groups, readPage(input, 50), "logGroups");
  }

  describeLogStreams(caller: Caller, input: Input): object {
    refuseOthers("DescribeLogStreams", input, [
      "logGroupName",
      "logStreamNamePrefix",
      "orderBy",
      "descending",
      "limit",
      "nextToken",
    ]);
    const prefix = logsInput.optionalText(input, "logStreamNamePrefix", { maximum: 512 }) ?? "";
    const { name } = this.#readGroup(caller, input, { operation: "DescribeLogStreams" });
    const streams = this.#store
      .streams(name)
      .filter((stream) => stream.name.startsWith(prefix))
      .map((stream) => {
        const events = this.#store.read(name, stream.name) ?? [];
        return {
          logStreamName: stream.name,
          creationTime: stream.createdMs,
          firstEventTimestamp: events.at(0)?.timestampMs,
          lastEventTimestamp: events.at(-1)?.timestampMs,
          lastIngestionTime: events.at(-1)?.ingestedMs,
        };
      });
    const byTime = input["orderBy"] === "LastEventTime";
    streams.sort((a, b) =>
      byTime
        ? (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0)
        : a.logStreamName < b.logStreamName
          ? -1
          : 1,
    );
    if (input["descending"] === true) streams.reverse();
    return pageOf(streams, readPage(input, 50), "logStreams");
  }

  getLogEvents(caller: Caller, input: Input): object {
    refuseOthers("GetLogEvents", input, [
      "logGroupName",
      "logStreamName",
      "startTime",
      "endTime",
      "limit",
      "nextToken",
      "startFromHead",
    ]);
    const stream = logsInput.requiredText(input, "logStreamName", { maximum: 512 });
    const group = this.#readGroup(caller, input, { operation: "GetLogEvents", stream });
    const stored = this.#store.read(group.name, stream);
    if (stored === undefined) throw logsErrors.noSuchStream();
    const events = stored.filter(this.#within(group, input)).map(({ timestampMs, ingestedMs, message }) => ({
      timestamp: timestampMs,
      ingestionTime: ingestedMs,
      message,
    }));
    return eventsPage(events, input);
  }

  filterLogEvents(caller: Caller, input: Input): object {
    refuseOthers("FilterLogEvents", input, [
      "logGroupName", "logStreamNames", "logStreamNamePrefix", "startTime", "endTime", "filterPattern", "limit", "nextToken", "interleaved",
    ]); // prettier-ignore
    const group = this.#readGroup(caller, input, { operation: "FilterLogEvents" });
    const prefix = logsInput.optionalText(input, "logStreamNamePrefix", { maximum: 512 }) ?? "";
    const names = readNames(input);
    const matches = textPattern(input);
    const events = this.#store
      .streams(group.name)
      .filter(({ name }) => name.startsWith(prefix) && (names?.includes(name) ?? true))
      .flatMap(({ name }) =>
        (this.#store.read(group.name, name) ?? []).map((event) => ({ ...event, stream: name })),
      )
      .filter((event) => this.#within(group, input)(event) && matches(event.message))
      .sort((a, b) => a.timestampMs - b.timestampMs)
      .map(({ stream, timestampMs, ingestedMs, message }, index) => ({
        logStreamName: stream,
        timestamp: timestampMs,
        ingestionTime: ingestedMs,
        message,
        eventId: `${timestampMs}${String(index).padStart(20, "0")}`,
      }));
    return { ...pageOf(events, readPage(input, 10_000), "events"), searchedLogStreams: [] };
  }

  #readGroup(
    caller: Caller,
    input: Input,
    { operation, stream = "" }: { operation: string; stream?: string },
  ): LogGroup {
    const name = logsInput.requiredText(input, "logGroupName", {
      maximum: 512,
      pattern: /^[.\-_/#A-Za-z0-9]+$/,
    });
    this.#authorize(caller, operation, { group: name, stream });
    const group = this.#context.state.logGroups.get(name);
    if (group === undefined) throw logsErrors.noSuchGroup();
    return group;
  }

  /** IAM sees every one of these as an action on a stream; the stream is empty where the call names a group only. */
  #authorize(
    caller: Caller,
    operation: string,
    { group, stream = "" }: { group: string; stream?: string },
  ): void {
    const { region, accountId } = this.#context;
    const resource = `arn:aws:logs:${region}:${accountId}:log-group:${group}:log-stream:${stream}`;
    const denial = findDenial(this.#context, caller, { action: `logs:${operation}`, resource });
    if (denial !== undefined) throw logsErrors.accessDenied(denial);
  }

  #within(group: LogGroup, input: Input): (event: StoredEvent) => boolean {
    const bounds = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER };
    const startMs = logsInput.optionalInteger(input, "startTime", bounds) ?? 0;
    const endMs = logsInput.optionalInteger(input, "endTime", bounds) ?? Infinity;
    const oldestMs =
      group.retentionDays === 0 ? 0 : this.#context.clock.nowMs() - group.retentionDays * 86_400_000;
    return ({ timestampMs }) => timestampMs >= Math.max(startMs, oldestMs) && timestampMs < endMs;
  }
}

function refuseOthers(operation: string, input: Input, known: readonly string[]): void {
  refuseMembers(input, known, (member) => notCovered(`${member} of logs:${operation}`));
}

function readNames(input: Input): readonly string[] | undefined {
  const names = input["logStreamNames"] ?? undefined;
  const isList = Array.isArray(names) && names.every((name) => typeof name === "string");
  if (names !== undefined && !isList)
    throw logsErrors.invalidParameter("logStreamNames must be a list of names");
  return names as readonly string[] | undefined;
}

/** Words that must all occur, and phrases in quotes. The pattern languages of AWS beyond that are refused. */
function textPattern(input: Input): (message: string) => boolean {
  const pattern = logsInput.optionalText({ pattern: input["filterPattern"] || undefined }, "pattern", {
    maximum: 1024,
  });
  if (pattern === undefined) return () => true;
  const terms = pattern.match(/"[^"]*"|\S+/g) ?? [];
  if (terms.some((term) => !/^("[^"]*"|\w+)$/.test(term)))
    throw notCovered(`The filter pattern ${JSON.stringify(pattern)}`);
  const texts = terms.map((term) => term.replace(/^"|"$/g, ""));
  return (message) => texts.every((text) => message.includes(text));
}

const answer = (caller: Caller, status: number, body: unknown): ServiceAnswer => ({
  status,
  headers: { "x-amzn-RequestId": caller.requestId },
  body,
});
