import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  ACCOUNT,
  REGION,
  TRUSTS_LAMBDA,
  refusal,
  role,
  runCloud,
  stateOf,
  type RunningCloud,
} from "./running-cloud";

const DAY = 86_400_000;
const group = (name: string, retentionDays: number) => ({
  name,
  arn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${name}`,
  retentionDays,
});
const reader = role("reader", {
  trust: TRUSTS_LAMBDA,
  allow: [
    {
      Effect: "Allow",
      Action: "logs:*",
      Resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/echo:*`,
    },
  ],
});
const logGroups = [group("/aws/lambda/echo", 7), group("../escape", 0), group("a".repeat(500), 0)];

describe("CloudWatch Logs", () => {
  let running: RunningCloud;
  beforeEach(async () => void (running = await runCloud(stateOf({ roles: [reader], logGroups }))));
  afterEach(() => running.stop());

  const logs = (config = running.operator) => new CloudWatchLogsClient(config);
  const write = (logGroup: string, stream: string, ...messages: string[]) => {
    const now = Date.now();
    running.cloud.logs.append(
      logGroup,
      stream,
      messages.map((message, index) => ({ timestampMs: now - 1000 + index, message })),
    );
  };
  const get = async (more: object) => {
    const answer = await logs().send(
      new GetLogEventsCommand({
        logGroupName: "/aws/lambda/echo",
        logStreamName: "2026/11/22/[$LATEST]abc",
        ...more,
      }),
    );
    return { messages: answer.events?.map(({ message }) => message), ...answer };
  };

  it("gives back what was written, in order, at once", async () => {
    write("/aws/lambda/echo", "2026/11/22/[$LATEST]abc", "one", "two\nlines", "three");

    expect((await get({ startFromHead: true })).messages).to.deep.equal(["one", "two\nlines", "three"]);
  });

  it("pages in both directions and ends with the same token", async () => {
    write("/aws/lambda/echo", "2026/11/22/[$LATEST]abc", "1", "2", "3");

    const newest = await get({ limit: 2 });
    const older = await get({ limit: 2, nextToken: newest.nextBackwardToken });
    const end = await get({ limit: 2, nextToken: newest.nextForwardToken });

    expect([newest.messages, older.messages, end.messages]).to.deep.equal([["2", "3"], ["1"], []]);
    expect(end.nextForwardToken).to.equal(newest.nextForwardToken);
  });

  it("lists streams and finds events by text in all of them", async () => {
    write("/aws/lambda/echo", "first", "request a", "an ERROR here");
    write("/aws/lambda/echo", "second", "ERROR there", "request b");

    const streams = await logs().send(new DescribeLogStreamsCommand({ logGroupName: "/aws/lambda/echo" }));
    const found = await logs().send(
      new FilterLogEventsCommand({ logGroupName: "/aws/lambda/echo", filterPattern: "ERROR" }),
    );

    expect(streams.logStreams?.map(({ logStreamName }) => logStreamName)).to.deep.equal(["first", "second"]);
    expect(found.events?.map(({ logStreamName, message }) => [logStreamName, message])).to.have.deep.members([
      ["first", "an ERROR here"],
      ["second", "ERROR there"],
    ]);
  });

  it("finds the function's own log after it ran", async () => {
    write("/aws/lambda/echo", "s", "START");
    const groups = await logs().send(new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/lambda/" }));

    expect(
      groups.logGroups?.map(({ logGroupName, retentionInDays }) => [logGroupName, retentionInDays]),
    ).to.deep.equal([["/aws/lambda/echo", 7]]);
  });

  it("keeps events over a restart, also behind a line that a crash tore", async () => {
    write("/aws/lambda/echo", "2026/11/22/[$LATEST]abc", "before");
    running = await running.restart();
    write("/aws/lambda/echo", "2026/11/22/[$LATEST]abc", "after");

    expect((await get({})).messages).to.deep.equal(["before", "after"]);
  });

  it("hides events older than the group's retention, and removes streams that nobody wrote to since", async () => {
    write("/aws/lambda/echo", "2026/11/22/[$LATEST]abc", "old");
    running.clock.offsetMs = 8 * DAY;
    write("/aws/lambda/echo", "fresh", "new");
    // The client's clock is not off: only the cloud's own is.
    const caller = {
      principal: running.cloud.credentials.resolve(running.operator.credentials.accessKeyId, undefined)!,
      sourceIp: "127.0.0.1",
      requestId: "r",
    };
    const stream = { logGroupName: "/aws/lambda/echo", logStreamName: "2026/11/22/[$LATEST]abc" };

    const hidden = await running.cloud.services.logs.call(caller, "GetLogEvents", stream);
    await running.cloud.deploy(running.cloud.state);
    const gone = await running.cloud.services.logs.call(caller, "GetLogEvents", stream);

    expect(hidden.body).to.have.property("events").that.deep.equals([]);
    expect(gone.body).to.include({ __type: "ResourceNotFoundException" });
  });

  it("keeps every name inside its folder, however it is spelt", async () => {
    write("../escape", "../../up", "1");
    write("a".repeat(500), "b/".repeat(200), "2");

    const long = await logs().send(
      new GetLogEventsCommand({ logGroupName: "a".repeat(500), logStreamName: "b/".repeat(200) }),
    );

    expect(long.events?.[0]?.message).to.equal("2");
    expect(existsSync(join(dirname(running.folder), "up.jsonl"))).to.equal(false);
    expect(readdirSync(join(running.folder, "logs"))).to.have.length(2);
  });

  it("lets a role read the groups that its policy names, and no others", async () => {
    write("/aws/lambda/echo", "s", "x");
    const as = logs(running.as(reader));

    const streams = await as.send(new DescribeLogStreamsCommand({ logGroupName: "/aws/lambda/echo" }));
    const refused = await refusal(
      as.send(new DescribeLogStreamsCommand({ logGroupName: "/aws/lambda/other" })),
    );

    expect(streams.logStreams).to.have.length(1);
    expect(refused).to.include({ name: "AccessDeniedException", status: 400 });
  });

  it("refuses what it does not cover by name", async () => {
    const put = new PutLogEventsCommand({
      logGroupName: "/aws/lambda/echo",
      logStreamName: "s",
      logEvents: [{ timestamp: 1, message: "x" }],
    });
    const json = new FilterLogEventsCommand({
      logGroupName: "/aws/lambda/echo",
      filterPattern: "{ $.level = error }",
    });

    expect((await refusal(logs().send(put))).message).to.contain("logs:PutLogEvents is not covered");
    expect((await refusal(logs().send(json))).message).to.contain("filter pattern");
  });

  it("answers for groups and streams that do not exist", async () => {
    const group = new GetLogEventsCommand({ logGroupName: "/none", logStreamName: "s" });
    const stream = new GetLogEventsCommand({ logGroupName: "/aws/lambda/echo", logStreamName: "none" });

    expect((await refusal(logs().send(group))).message).to.equal("The specified log group does not exist.");
    expect((await refusal(logs().send(stream))).message).to.equal("The specified log stream does not exist.");
  });
});
