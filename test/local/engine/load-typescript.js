// Lets processes that tests start load TypeScript, as register.js does for the tests themselves. Such a process lives for a
// moment only, so what was compiled is kept between them.
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const folder = join(tmpdir(), `secure-serverless-api-compiled-${process.getuid?.() ?? 0}`);
mkdirSync(folder, { recursive: true, mode: 0o700 });

require.extensions[".ts"] = (module, file) => {
  const source = readFileSync(file, "utf8");
  const kept = join(folder, `${createHash("sha256").update(`${file}\n${source}`).digest("hex")}.js`);
  if (!existsSync(kept)) {
    const { transformSync } = require("esbuild");
    const { code } = transformSync(source, {
      loader: "ts",
      format: "cjs",
      target: "node20",
      sourcefile: file,
      tsconfigRaw: {},
    });
    writeFileSync(`${kept}.${process.pid}`, code);
    renameSync(`${kept}.${process.pid}`, kept);
  }
  module._compile(readFileSync(kept, "utf8"), file);
};
