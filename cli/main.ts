#!/usr/bin/env node
import type * as accessCommand from "./access";
import type * as lintCommand from "./lint";
import type * as localCommand from "./local";
import { findPackageVersion } from "./package-version";
import { UsageError } from "./usage-error";

const USAGE = `Usage: secure-serverless-api <command> [options]

Commands:
  local      run the Pulumi program of this folder on this machine
  lint       check the policy documents of a stack, or of a file
  access     tell who may do what in a stack, and what a change adds

Options:
  --help     show this text, or that of a command
  --version  show the version
`;

/** One entry per subcommand; loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, () => (args: readonly string[]) => Promise<void>>> = {
  local: () => (require("./local") as typeof localCommand).local,
  lint: () => (require("./lint") as typeof lintCommand).lint,
  access: () => (require("./access") as typeof accessCommand).access,
};

/** Exit codes: 0 ended as asked, 1 failed, 2 used wrongly. */
async function main([name, ...args]: readonly string[]): Promise<void> {
  if (name === "--version") return console.log(findPackageVersion());
  if (name === "--help") return void process.stdout.write(USAGE);
  if (name === undefined) throw new UsageError("a command is missing", USAGE);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`unknown command or option: ${name}`, USAGE);
  await command()(args);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  console.error(error instanceof Error ? error.message : String(error));
  if (isUsage) console.error(`\n${error.usage}`);
  process.exitCode = isUsage ? 2 : 1;
});
