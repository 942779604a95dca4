import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect } from "chai";

/** What each folder may import of ours; `type` marks what it may import as types only. The first row that fits counts. */
const MAY_IMPORT: readonly (readonly [from: RegExp, to: readonly string[], types?: readonly string[]])[] = [
  [/^index\.ts$/, ["components", "functions", "policies", "stack-configuration.ts"]],
  [/^stack-configuration\.ts$/, []],
  [/^functions\/routes\.ts$/, ["functions", "policies", "components"]],
  [/^functions\//, ["functions", "handler"], ["components"]],
  [/^components\//, ["components", "policies", "callbacks", "handler"]],
  [/^policies\//, ["policies"]],
  [/^handler\//, ["handler"]],
  [/^callbacks\//, ["callbacks"]],
  [/^module-cache\//, ["module-cache"]],
  [/^local\/signature\//, ["local/signature"]],
  [/^local\//, ["local", "policies", "module-cache"]],
  [/^cli\//, ["cli", "local", "policies"]],
  [/^testing\//, ["testing", "local", "policies"]],
  [/^examples\/.*\.test\.ts$/, ["examples", "policies", "testing"]],
  [/^examples\/plain-function\//, ["callbacks"]],
  [/^examples\//, ["examples", "policies"]],
];
/** Folders whose files nobody else's rules speak of. */
const NOT_PRODUCT = /^(node_modules|dist|test|bench|scripts|docs|coverage|mutation)(\/|$)|(^|\/)\./;

const root = join(__dirname, "..");

function sources(folder = ""): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (NOT_PRODUCT.test(path)) return [];
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Relative imports of a file, as paths from the repository's root. */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const statements = text.matchAll(
    /^\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s+["'](\.[^"']*)["']|(?:import|require)\(\s*["'](\.[^"']*)["']\s*\)/gm,
  );
  return [...statements].map((match) => ({
    target: posix.normalize(posix.join(posix.dirname(file), match[2] ?? match[3]!)),
    typeOnly: match[1] !== undefined || (match[3] !== undefined && match[0].startsWith("import(")),
  }));
}

const within = (target: string, place: string): boolean =>
  target === place.replace(/\.ts$/, "") || target === place || target.startsWith(`${place}/`);

function violations(file: string): string[] {
  const rule = MAY_IMPORT.find(([from]) => from.test(file));
  if (!rule) return [`${file}: no rule says what it may import`];
  const [, anything, types = []] = rule;
  return importsOf(file)
    .filter(
      ({ target, typeOnly }) =>
        !anything.some((place) => within(target, place)) &&
        !(typeOnly && types.some((place) => within(target, place))),
    )
    .map(({ target }) => `${file} imports ${target}`);
}

describe("import directions", () => {
  const files = sources();

  it("are checked for every source file", () => {
    expect(files.length).to.be.greaterThan(50);
  });

  it("hold: leaves import nothing of ours, and the local cloud never knows the component", () => {
    expect(files.flatMap(violations)).to.deep.equal([]);
  });

  it("keep Pulumi out of everything that runs without it", () => {
    const withoutPulumi = files.filter(
      (file) =>
        /^(handler|local|cli|callbacks)\//.test(file) &&
        !file.startsWith("local/engine/") &&
        !file.startsWith("callbacks/"),
    );
    const importing = withoutPulumi.filter((file) =>
      /from\s+["']@pulumi\//.test(readFileSync(join(root, file), "utf8")),
    );

    expect(importing).to.deep.equal([]);
  });
});
