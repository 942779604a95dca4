import { execFileSync } from "node:child_process";

/** Runs a CommonJS script in a process of its own and returns what it gives to `report`, which takes plain data. */
export function runScript(script, { folder }) {
  const reporting = `const report = (value) => process.stdout.write(JSON.stringify(value));\n${script}`;
  const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder };
  return JSON.parse(
    execFileSync(process.execPath, ["-e", reporting], { cwd: folder, env, encoding: "utf8" }),
  );
}
