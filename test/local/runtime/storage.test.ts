import { expect } from "chai";
import { lambdaFunction, startRuntime, type RuntimeFixture } from "./runtime-fixture";

const MEGABYTE = 1 << 20;

/** Each writes `size` bytes to `file`, however functions do that. */
const writers: Readonly<Record<string, string>> = {
  writeFileSync: "fs.writeFileSync(file, Buffer.alloc(size))",
  "writeFileSync of text": "fs.writeFileSync(file, 'x'.repeat(size))",
  writeFile: "await new Promise((ok, no) => fs.writeFile(file, Buffer.alloc(size), (e) => e ? no(e) : ok()))",
  appendFileSync: "fs.appendFileSync(file, Buffer.alloc(size))",
  "a descriptor":
    "const fd = fs.openSync(file, 'w'); try { fs.writeSync(fd, Buffer.alloc(size)) } finally { fs.closeSync(fd) }",
  "a vector":
    "const fd = fs.openSync(file, 'w'); try { fs.writevSync(fd, [Buffer.alloc(size)]) } finally { fs.closeSync(fd) }",
  "a stream":
    "await require('stream/promises').pipeline([Buffer.alloc(size / 2), Buffer.alloc(size / 2)], fs.createWriteStream(file))",
  "a copy": "fs.copyFileSync(process.execPath, file)",
  "a promise": "await fs.promises.writeFile(file, Buffer.alloc(size))",
  "an imported function": "await (await import('node:fs/promises')).writeFile(file, Buffer.alloc(size))",
  "a file handle":
    "const h = await fs.promises.open(file, 'w'); try { await h.write(Buffer.alloc(size)) } finally { await h.close() }",
};

describe("the temporary folder of a function", () => {
  let fixture: RuntimeFixture;
  before(() => void (fixture = startRuntime()));
  after(() => fixture.runtime.close());

  const writing = (code: string) =>
    lambdaFunction(
      `const fs = require("fs"); const file = require("os").tmpdir() + "/file";
       exports.handler = async ({ size }) => {
         try { ${code}; return "written" }
         catch ({ code, errno, syscall }) { return { code, errno, syscall } }
         finally { fs.rmSync(file, { force: true }) }
       }`,
      { ephemeralStorageMegabytes: 1 },
    );

  for (const [name, code] of Object.entries(writers))
    it(`takes no more than it holds, by ${name}`, async () => {
      const fn = writing(code);
      const small = name === "a copy" ? "written" : (await fixture.call(fn, { size: MEGABYTE / 2 })).answer;
      const large = (await fixture.call(fn, { size: 2 * MEGABYTE })).answer;

      expect(small).to.equal("written");
      expect(large).to.deep.equal({ code: "ENOSPC", errno: -28, syscall: "write" });
    });

  it("has room again for what was removed, and counts what other environments hold not at all", async () => {
    const fn = writing("fs.writeFileSync(file, Buffer.alloc(size))");
    const answers = [];
    for (let call = 0; call < 5; call++) answers.push((await fixture.call(fn, { size: MEGABYTE })).answer);

    expect(answers).to.deep.equal(Array(5).fill("written"));
  });
});
