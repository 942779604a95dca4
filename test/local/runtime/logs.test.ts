import { expect } from "chai";
import { lambdaFunction, startRuntime, type RuntimeFixture } from "./runtime-fixture";

const ID = "11111111-1111-4111-8111-111111111111";
const TIME = "2026-11-23T01:02:03.000Z";
const REPORT =
  /^REPORT RequestId: .{36}\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\t/;

const lines: { name: string; code: string; logged: string[] }[] = [
  { name: "console.log", code: "console.log('a', { b: 1 })", logged: [`${TIME}\t${ID}\tINFO\ta { b: 1 }\n`] },
  { name: "console.info", code: "console.info('%s!', 'a')", logged: [`${TIME}\t${ID}\tINFO\ta!\n`] },
  { name: "console.debug", code: "console.debug('a')", logged: [`${TIME}\t${ID}\tDEBUG\ta\n`] },
  { name: "console.warn", code: "console.warn('a')", logged: [`${TIME}\t${ID}\tWARN\ta\n`] },
  { name: "console.error", code: "console.error('a')", logged: [`${TIME}\t${ID}\tERROR\ta\n`] },
  { name: "console.trace", code: "console.trace('a')", logged: [`${TIME}\t${ID}\tTRACE\ta\n`] },
  {
    name: "several lines as one event",
    code: "console.log('a\\nb')",
    logged: [`${TIME}\t${ID}\tINFO\ta\nb\n`],
  },
  {
    name: "raw text by lines, however it is written",
    code: "process.stdout.write('a\\nb'); process.stderr.write('c\\n'); process.stdout.write('d')",
    logged: ["a\n", "bc\n", "d\n"],
  },
  {
    name: "what a logger writes to the descriptors",
    code: "const fs = require('fs'); fs.writeSync(1, 'a\\n'); fs.writeSync(2, Buffer.from('xbcx\\n'), 1, 2); fs.writeSync(1, '\\n')",
    logged: ["a\n", "bc\n"],
  },
  {
    name: "what a logger writes to the descriptors later",
    code: "await new Promise((done) => require('fs').write(1, 'a\\n', done))",
    logged: ["a\n"],
  },
];

describe("the log of a function", () => {
  let fixture: RuntimeFixture;
  const started = () => startRuntime({ clock: { nowMs: () => Date.parse(TIME) }, randomUuid: () => ID });
  beforeEach(() => void (fixture = started()));
  afterEach(() => fixture.runtime.close());
  const messages = () => fixture.logs.get("/aws/lambda/pets")?.map(({ message }) => message) ?? [];

  for (const { name, code, logged } of lines)
    it(`has ${name}, between START and END`, async () => {
      await fixture.call(lambdaFunction(`exports.handler = async () => { ${code} }`));

      expect(messages().slice(0, -1)).to.deep.equal([
        `START RequestId: ${ID} Version: $LATEST\n`,
        ...logged,
        `END RequestId: ${ID}\n`,
      ]);
      expect(messages().at(-1)).to.match(REPORT);
    });

  it("is in the environment's stream, with the time of the clock that was passed in", async () => {
    await fixture.call(lambdaFunction("exports.handler = async () => 1"));

    for (const { stream, timestampMs } of fixture.logs.get("/aws/lambda/pets") ?? []) {
      expect(stream).to.equal("2026/11/23/[$LATEST]11111111111141118111111111111111");
      expect(timestampMs).to.equal(Date.parse(TIME));
    }
  });

  it("reports the init phase with the first invocation only", async () => {
    const fn = lambdaFunction("exports.handler = async () => 1");
    await fixture.call(fn);
    await fixture.call(fn);

    const reports = messages().filter((message) => message.startsWith("REPORT"));
    expect(reports[0]).to.match(/\tInit Duration: \d+\.\d\d ms\t\n$/);
    expect(reports[1]).to.match(REPORT).and.not.contain("Init Duration");
  });

  it("has what the code prints while it loads, before any request", async () => {
    await fixture.call(lambdaFunction("console.log('loading'); exports.handler = async () => 1"));

    expect(messages()[0]).to.equal(`${TIME}\tundefined\tINFO\tloading\n`);
  });

  it("has the error that the handler threw, with its own properties", async () => {
    await fixture.call(
      lambdaFunction(
        "exports.handler = async () => { throw Object.assign(new Error('no'), { code: 'E1', table: 't' }) }",
      ),
    );

    const [prefix, error] = messages()[1]?.split("Invoke Error \t") ?? [];
    expect(prefix).to.equal(`${TIME}\t${ID}\tERROR\t`);
    expect(JSON.parse(error ?? "")).to.include({
      errorType: "Error",
      errorMessage: "no",
      code: "E1",
      table: "t",
    });
  });

  for (const [name, code, line, status] of [
    ["a timeout", "for (;;);", `${TIME} ${ID} Task timed out after 0.20 seconds\n\n`, "Status: timeout\t\n"],
    [
      "an exit",
      "process.exit(1)",
      `RequestId: ${ID} Error: Runtime exited with error: exit status 1\nRuntime.ExitError\n`,
      "Status: error\tError Type: Runtime.ExitError\t\n",
    ],
  ] as const)
    it(`says ${name}, after what was printed before it`, async () => {
      await fixture.call(
        lambdaFunction(`exports.handler = async () => { console.log('before'); ${code} }`, {
          timeoutSeconds: 0.2,
        }),
      );

      const [start, printed, reason, end, report] = messages();
      expect([start, end]).to.deep.equal([
        `START RequestId: ${ID} Version: $LATEST\n`,
        `END RequestId: ${ID}\n`,
      ]);
      expect([printed, reason]).to.deep.equal([`${TIME}\t${ID}\tINFO\tbefore\n`, line]);
      expect(report?.endsWith(status)).to.equal(true);
    });

  it("has START and END of a request whose code does not load", async () => {
    await fixture.call(lambdaFunction("throw new Error('init')"));

    expect(messages().map((message) => message.split(/[\s:]/)[0])).to.include.members([
      "START",
      "END",
      "REPORT",
    ]);
  });

  it("is answered as a tail of at most 4 KB in base64, when asked for", async () => {
    const fn = lambdaFunction("exports.handler = async ({ n }) => { console.log('x'.repeat(n)) }");
    const invoke = (n: number, logTail: boolean) =>
      fixture.runtime.invoke(fn, Buffer.from(JSON.stringify({ n })), { logTail });

    const [short, long, none] = [await invoke(10, true), await invoke(10_000, true), await invoke(10, false)];

    const text = Buffer.from(short.logTail ?? "", "base64").toString();
    expect(text).to.match(/^START RequestId: [^]*\tINFO\tx{10}\nEND RequestId: [^]*\nREPORT [^]*\n$/);
    expect(Buffer.from(long.logTail ?? "", "base64")).to.have.length(4096);
    expect(none).not.to.have.property("logTail");
  });
});
