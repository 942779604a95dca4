import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect } from "chai";
import { startLocalCloud, type RunningCloud } from "../../local/start";
import { loadTypeScriptInChildren } from "../local/engine/temporary-project";

loadTypeScriptInChildren();

describe("what a route says about its function", function () {
  this.timeout(60_000);
  const data = mkdtempSync(join(tmpdir(), "functions-"));
  const printed: string[] = [];
  let cloud: RunningCloud;
  before(async () => {
    cloud = await startLocalCloud({
      directory: join(__dirname, "programs", "functions"),
      stack: "dev",
      port: 0,
      dataFolder: data,
      fresh: false,
      watch: false,
      log: (line) => printed.push(line),
    });
  });
  after(async () => {
    await cloud?.close();
    rmSync(data, { recursive: true, force: true });
  });

  /** What the data folder keeps: outputs, logs, compiled code. */
  const filesWith = (text: string): string[] =>
    readdirSync(data, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file).includes(text));
  const get = (path: string) => fetch(`${String(cloud.outputs["url"])}${path}`);
  const logged = async (group: unknown): Promise<string> => {
    const { local } = JSON.parse(readFileSync(join(data, "outputs.json"), "utf8"));
    const client = new CloudWatchLogsClient({
      endpoint: cloud.endpoint,
      region: local.region,
      credentials: local.operator,
      maxAttempts: 1,
    });
    const { events = [] } = await client.send(new FilterLogEventsCommand({ logGroupName: String(group) }));
    return events.map(({ message }) => message).join("\n");
  };

  it("an error's log names the TypeScript file and its line", async () => {
    const { status } = await get("/division");
    const log = await logged(cloud.outputs["divisionLog"]);

    expect(status).to.equal(502);
    expect(log).to.match(/RangeError: division by zero/);
    expect(log).to.match(/at quotient \(\/var\/task\/\S*functions\/divide\.ts:8:\d+\)/);
    expect(log).to.match(/\/var\/task\/\S*functions\/divide\.ts:12:\d+/);
  });

  it("a stored capture is fetched once the function runs, and its value is nowhere else", async () => {
    const answers = await Promise.all([get("/quote"), get("/quote"), get("/other-quote")]);
    const bodies = await Promise.all(answers.map((answer) => answer.json() as Promise<any>));

    for (const { key, token, environment } of bodies) {
      expect({ key, token }).to.deep.equal({ key: 23, token: 25 });
      expect(environment.join()).not.to.match(/of the supplier/);
    }
    expect(filesWith("of the supplier")).to.deep.equal([]);
    expect(printed.join("\n")).not.to.match(/of the supplier/);
  });

  it("the AWS SDK reads what the role allows, and is refused the rest", async () => {
    const answer = await get("/settings");

    expect(await answer.json()).to.deep.equal({
      parameter: "to be read",
      secret: "a token",
      refused: "AccessDeniedException",
    });
  });

  it("a file may be the handler, of either kind", async () => {
    const [time, rawTime] = await Promise.all([get("/time"), get("/raw-time")]);

    expect(await time.json()).to.deep.equal({ year: 1970 });
    expect(await rawTime.text()).to.equal("1970");
  });

  it("an included file is beside the code, and a variable in the environment", async () => {
    const answer = await get("/letter");

    expect(await answer.json()).to.deep.equal({ letter: "Dear reader", greeting: "hello" });
  });
});
