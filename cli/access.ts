import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { accessReport, type AccessReport } from "../policies/access/access-report";
import { compareReports, parseReport, type ReportComparison } from "../policies/access/compare-reports";
import { formatJson, formatMarkdown, formatTable } from "../policies/access/format-report";
import { readResources } from "../policies/access/read-resources";
import { commandsIn } from "./function-commands";
import { runStack } from "./run-stack";
import { UsageError } from "./usage-error";

const USAGE = `Usage: secure-serverless-api access [options]

Tells who may do what in the Pulumi program of the current folder: each principal's grants and routes, grants that no
code uses, commands that no grant allows, and ways to more than is granted.

Options:
  --stack <name>    the stack whose configuration is used             (default dev)
  --format <form>   table, markdown or json                           (default table)
  --compare <file>  print what has changed since a report in json; ends with 1 if anybody may do more
  --help            show this text
`;

const FORMATS = { table: formatTable, markdown: formatMarkdown, json: formatJson } as const;
type Format = keyof typeof FORMATS;

export interface AccessArguments {
  readonly stack: string;
  readonly format: Format;
  /** The file of an earlier report. */
  readonly compare?: string;
}

/** @returns undefined when only the usage is asked for. @throws UsageError */
export function parseAccessArguments(
  args: readonly string[],
  directory: string,
): AccessArguments | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  const { stack = "dev", format = "table", compare } = values;
  if (!/^[\w.-]{1,100}$/.test(stack))
    throw new UsageError(`--stack ${stack}: a stack's name has letters, digits, -, _ and .`, USAGE);
  if (!Object.hasOwn(FORMATS, format))
    throw new UsageError(`--format ${format}: a report is a table, markdown or json`, USAGE);
  return {
    stack,
    format: format as Format,
    ...(compare !== undefined && { compare: resolve(directory, compare) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        stack: { type: "string" },
        format: { type: "string" },
        compare: { type: "string" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, USAGE);
  }
}

/** Prints the report, or what has changed since an earlier one. */
export async function access(args: readonly string[]): Promise<void> {
  const directory = process.cwd();
  const options = parseAccessArguments(args, directory);
  if (!options) return void process.stdout.write(USAGE);
  const before = options.compare === undefined ? undefined : readReport(options.compare);
  const run = await runStack(directory, { stack: options.stack });
  const report = accessReport(readResources(run.resources, { readCode: commandsIn(directory) }), run);
  if (!before) return void process.stdout.write(FORMATS[options.format](report));
  const comparison = compareReports(before, report);
  process.stdout.write(formatComparison(comparison, options.format));
  if (comparison.widens.length > 0) process.exitCode = 1;
}

function readReport(file: string): AccessReport {
  try {
    return parseReport(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`--compare ${file}: ${(error as Error).message}`, USAGE);
  }
}

function formatComparison(comparison: ReportComparison, format: Format): string {
  if (format === "json") return `${JSON.stringify(comparison, null, 2)}\n`;
  const { widens, narrows } = comparison;
  const title = (text: string): string => (format === "markdown" ? `## ${text}\n\n` : `${text}\n`);
  const list = (mark: string, lines: readonly string[]): string =>
    lines.map((line) => `${format === "markdown" ? "- " : `  ${mark} `}${line}\n`).join("");
  if (widens.length + narrows.length === 0) return "Nobody may do more or less than before.\n";
  return [
    ...(widens.length > 0 ? [title("Somebody may do more than before:") + list("+", widens)] : []),
    ...(narrows.length > 0
      ? [
          title(`${widens.length > 0 ? "" : "Nobody may do more than before. "}Somebody may do less:`) +
            list("-", narrows),
        ]
      : []),
  ].join("\n");
}
