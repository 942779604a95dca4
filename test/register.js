// Lets mocha load the TypeScript sources as they are. Types are checked by `npm run typecheck`, not here.
const { readFileSync } = require("node:fs");
const { transformSync } = require("esbuild");

require.extensions[".ts"] = (module, file) => {
  if (file.includes("node_modules")) throw new Error(`${file}: a dependency must be compiled JavaScript`);
  const { code } = transformSync(readFileSync(file, "utf8"), {
    loader: "ts",
    format: "cjs",
    target: "node20",
    sourcefile: file,
    sourcemap: "inline",
    tsconfigRaw: {},
  });
  module._compile(code, file);
};
process.setSourceMapsEnabled(true);

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
