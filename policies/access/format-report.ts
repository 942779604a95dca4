import type { AccessReport, ReportPrincipal, ReportRoute, ReportStatement } from "./access-report";

/** For terminals: a table of what each principal may do, then what stands out. */
export function formatTable(report: AccessReport): string {
  const blocks = report.principals.map((principal) =>
    [titleOf(principal), ...indent(statementTable(principal)), ...indent(routeLines(principal))].join("\n"),
  );
  const remarks = remarksOf(report).map(([title, lines]) => [title, ...indent(lines)].join("\n"));
  return `${[heading(report), ...blocks, ...remarks].join("\n\n")}\n`;
}

/** For pull requests and documentation. */
export function formatMarkdown(report: AccessReport): string {
  const blocks = report.principals.map((principal) =>
    [`## ${escape(titleOf(principal))}`, markdownTable(principal), markdownList(routeLines(principal))]
      .filter((part) => part !== "")
      .join("\n\n"),
  );
  const remarks = remarksOf(report).map(([title, lines]) => `## ${title}\n\n${markdownList(lines)}`);
  return `${[`# ${heading(report)}`, ...blocks, ...remarks].join("\n\n")}\n`;
}

/** The report itself: what a later run is compared with. */
export const formatJson = (report: AccessReport): string => `${JSON.stringify(report, null, 2)}\n`;

const heading = ({ project, stack }: AccessReport): string => `Access in ${project}, stack ${stack}`;

const titleOf = ({ name, is }: ReportPrincipal): string =>
  is.length === 0 ? name : `${name}: ${is.join("; ")}`;

type Row = readonly [
  effect: string,
  actions: readonly string[],
  resources: readonly string[],
  when: readonly string[],
];
const HEADINGS = ["", "Actions", "Resources", "When"] as const;

function rowsOf({ statements, boundary }: ReportPrincipal): Row[] {
  const limit = (boundary ?? []).map((statement): Row => {
    const [effect, ...rest] = toRow(statement);
    return [`Boundary: ${effect}`, ...rest];
  });
  return [...statements.map(toRow), ...limit];
}

function toRow({
  effect,
  actions,
  notActions,
  resources,
  notResources,
  conditions = {},
}: ReportStatement): Row {
  return [
    effect,
    actions ?? ["everything except", ...notActions!],
    resources ?? ["everything except", ...notResources!],
    Object.entries(conditions).map(([test, values]) => `${test} ${values.join(" or ")}`),
  ];
}

function statementTable(principal: ReportPrincipal): string[] {
  const rows = rowsOf(principal).map(([effect, ...lists]) => [[effect], ...lists]);
  if (rows.length === 0) return [];
  const widths = HEADINGS.map((title, column) =>
    Math.max(title.length, ...rows.flatMap((row) => row[column]!.map((text) => text.length))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd();
  const lines = rows.flatMap((row) => {
    const height = Math.max(...row.map((cell) => cell.length));
    return Array.from({ length: height }, (_, at) => line(row.map((cell) => cell[at] ?? "")));
  });
  return [line(HEADINGS), ...lines];
}

function markdownTable(principal: ReportPrincipal): string {
  const rows = rowsOf(principal);
  if (rows.length === 0) return "";
  const code = (texts: readonly string[]): string =>
    texts
      .map((text) => (text === "everything except" ? text : `\`${text.replaceAll("|", "\\|")}\``))
      .join("<br>");
  const lines = rows.map(
    ([effect, actions, resources, when]) =>
      `| ${effect} | ${code(actions)} | ${code(resources)} | ${code(when)} |`,
  );
  return ["| | Actions | Resources | When |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

/** The calls of browsers that ask first are left out of what people read: they reach no backend. */
function routeLines({ routes, unreadable }: ReportPrincipal): string[] {
  const calls = routes.filter(({ method }) => method !== "OPTIONS").map(describeRoute);
  const preflights = routes.length - calls.length;
  return [
    ...calls,
    ...(preflights > 0 ? [`calls OPTIONS of ${preflights} ${preflights === 1 ? "path" : "paths"}`] : []),
    ...unreadable.map((policy) => `has ${policy} attached, which the program does not make`),
  ];
}

const describeRoute = ({ api, method, path, stages, sometimes }: ReportRoute): string =>
  `calls ${method} ${path} of ${api} (${stages.join(", ")})${sometimes ? ", under a condition" : ""}`;

/** What stands out, also where nothing does: a reader sees that it was looked for. */
function remarksOf({
  unused,
  missing,
  unknown,
  escalations,
}: AccessReport): [title: string, lines: string[]][] {
  const orNone = (lines: string[]): string[] => (lines.length === 0 ? ["none"] : lines);
  return [
    [
      "Grants that no code path uses",
      orNone(
        unused.map(
          ({ principal, actions, resources, from }) =>
            `${principal}: ${actions.join(", ")} on ${resources.join(", ")} (${from})`,
        ),
      ),
    ],
    [
      "Commands that no grant allows",
      orNone(
        missing.map(
          ({ principal, actions, resource, neededBy }) =>
            `${principal}: ${actions.join(" or ")}${resource === undefined ? "" : ` on ${resource}`}, needed by ${neededBy}`,
        ),
      ),
    ],
    ["What cannot be told", orNone(unknown.map(({ of, because }) => `${of}: ${because}`))],
    [
      "Privilege escalation paths",
      orNone(
        escalations.map(
          ({ principal, path, leadsTo, statements }) =>
            `${principal}: ${path}: ${leadsTo} (${statements.join("; ")})`,
        ),
      ),
    ],
  ];
}

const markdownList = (lines: readonly string[]): string =>
  lines.map((line) => `- ${escape(line)}`).join("\n");
/** Names hold characters that Markdown would take for emphasis. */
const escape = (text: string): string => text.replace(/([*_<>|])/g, "\\$1");
const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
