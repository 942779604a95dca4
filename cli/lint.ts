import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  lint as lintDocument,
  PolicyError,
  type Finding,
  type LintOptions,
  type PolicyKind,
} from "../policies";
import { parseRequestPrincipal } from "../policies/evaluate/principal";
import { completeApiGatewayArns } from "../policies/lint/api-gateway-arns";
import type * as documentsModule from "./lint-documents";
import type * as runStackModule from "./run-stack";
import { findBrokenLine, findStatementLines } from "./statement-lines";
import { UsageError } from "./usage-error";

const KINDS: readonly PolicyKind[] = [
  "identity",
  "resource",
  "trust",
  "boundary",
  "session",
  "serviceControl",
  "resourceControl",
  "endpoint",
];
const STORES = ["managed", "role", "user", "group"] as const;
const FORMATS = ["text", "json"] as const;

const USAGE = `Usage: secure-serverless-api lint <file|stack> [options]

Says what AWS would refuse in policy documents, and what does not do what it seems to.
Lints a file with one policy document in JSON, or every document that the Pulumi program
of the current folder registers in a stack.

Options:
  --kind <kind>        what the file's document is attached to: ${KINDS.slice(0, 4).join(", ")},
                       ${KINDS.slice(4).join(", ")}      (default found from it)
  --stored-as <store>  what the file's document of an identity becomes, which limits its
                       size: ${STORES.join(", ")}                   (default role)
  --deployer <arn>     who deploys: the account and partition are known then, and what
                       would lock the deployer out is found
  --format <format>    text or json                                     (default text)
  --strict             fail for warnings too
  --help               show this text

Exit codes: 0 nothing found, 1 errors found (with --strict also warnings), 2 used wrongly.
`;

export interface LintArguments {
  readonly target: string;
  readonly kind?: PolicyKind;
  readonly storedAs?: (typeof STORES)[number];
  readonly deployer?: string;
  readonly format: (typeof FORMATS)[number];
  readonly strict: boolean;
}

/** @returns undefined when only the usage is asked for. @throws UsageError */
export function parseLintArguments(args: readonly string[]): LintArguments | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const [target, ...others] = positionals;
  if (target === undefined) throw new UsageError("name a file or a stack", USAGE);
  if (others.length > 0)
    throw new UsageError(`${others.join(" ")}: only one file or stack is linted at a time`, USAGE);
  const kind = oneOf(KINDS, "kind", values.kind);
  const storedAs = oneOf(STORES, "stored-as", values["stored-as"]);
  return {
    target,
    format: oneOf(FORMATS, "format", values.format) ?? "text",
    strict: values.strict ?? false,
    ...(kind && { kind }),
    ...(storedAs && { storedAs }),
    ...(values.deployer !== undefined && { deployer: checkedDeployer(values.deployer) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        kind: { type: "string" },
        "stored-as": { type: "string" },
        deployer: { type: "string" },
        format: { type: "string" },
        strict: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, USAGE);
  }
}

function oneOf<T extends string>(
  known: readonly T[],
  option: string,
  given: string | undefined,
): T | undefined {
  const found = known.find((value) => value === given);
  if (given === undefined || found !== undefined) return found;
  throw new UsageError(`--${option} ${given}: use ${known.join(", ")}`, USAGE);
}

function checkedDeployer(arn: string): string {
  try {
    if ("account" in parseRequestPrincipal(arn)) return arn;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
  }
  throw new UsageError(`--deployer ${arn}: give the ARN of a user, role or session`, USAGE);
}

/** What was looked at, and found. */
interface LintResult {
  readonly documents: number;
  readonly findings: readonly LintedFinding[];
}

interface LintedFinding extends Finding {
  /** Pulumi's type token and the logical name of the resource that holds the document, and the input; of a stack only. */
  readonly resource?: { readonly type: string; readonly name: string; readonly property: string };
}

/** Prints what is found and sets the exit code. @throws UsageError, and DeploymentError of a program that fails */
export async function lint(args: readonly string[]): Promise<void> {
  const options = parseLintArguments(args);
  if (!options) return void process.stdout.write(USAGE);
  const result = isFile(options.target) ? lintFile(options) : await lintStack(options);
  process.stdout.write(options.format === "json" ? formatJson(result) : formatText(result));
  const failing = result.findings.filter(({ severity }) => options.strict || severity === "error");
  if (failing.length > 0) process.exitCode = 1;
}

const isFile = (target: string): boolean => /[/\\]|\.json$/i.test(target) || existsSync(target);

function lintFile({ target, kind, ...options }: LintArguments): LintResult {
  if (options.storedAs && kind !== undefined && kind !== "identity")
    throw new UsageError(`--stored-as is about documents of identities, and --kind is ${kind}`, USAGE);
  const text = readText(target);
  const findings = lintDocument(completeApiGatewayArns(text), {
    ...surroundings(options),
    ...(kind && { kind }),
    ...(options.storedAs && { storedAs: options.storedAs }),
    ...placesIn(target, text),
  });
  return { documents: 1, findings };
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code}`, USAGE);
  }
}

/** Where the document and its statements begin; of a text that is no JSON, where that shows. */
function placesIn(file: string, text: string): Pick<LintOptions, "source" | "sources"> {
  try {
    JSON.parse(text);
  } catch (error) {
    return { source: { file, line: findBrokenLine(text, error as Error) } };
  }
  return {
    source: { file, line: 1 },
    sources: findStatementLines(text).map((line) => ({ file, line })),
  };
}

async function lintStack({ target, kind, storedAs, ...options }: LintArguments): Promise<LintResult> {
  if (kind ?? storedAs)
    throw new UsageError("--kind and --stored-as are for files: a stack's resources say it", USAGE);
  const { runStack } = require("./run-stack") as typeof runStackModule;
  const { findStackDocuments } = require("./lint-documents") as typeof documentsModule;
  const { resources, region, accountId, findNotes } = await runStack(process.cwd(), { stack: target });
  const documents = findStackDocuments(resources);
  const findings = documents.flatMap(({ resource, property, text, ...use }) => {
    const notes = findNotes(text);
    const found = lintDocument(completeApiGatewayArns(text), {
      partition: partitionOf(region),
      account: accountId,
      ...surroundings(options),
      ...use,
      name: `${resource.name} (${property})`,
      ...(resource.source && { source: resource.source }),
      ...(notes && { notes }),
    });
    const place = { type: resource.type, name: resource.name, property };
    return found.map((finding) => ({ ...finding, resource: place }));
  });
  return { documents: documents.length, findings };
}

/** What the deployer's ARN tells. */
function surroundings({ deployer }: Pick<LintArguments, "deployer">): LintOptions {
  if (deployer === undefined) return {};
  const [, partition, , , account] = deployer.split(":");
  return { deployer, partition: partition!, account: account! };
}

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

const formatJson = (result: LintResult): string => `${JSON.stringify(result, undefined, 2)}\n`;

function formatText({ documents, findings }: LintResult): string {
  const lines = findings.map(
    ({ severity, check, message }) => `${severity}: ${message.replace(/\s*\n\s*/g, " ")} [${check}]`,
  );
  const count = (severity: Finding["severity"]): string =>
    plural(findings.filter((finding) => finding.severity === severity).length, severity);
  return [...lines, `${count("error")}, ${count("warning")} in ${plural(documents, "document")}`, ""].join(
    "\n",
  );
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
