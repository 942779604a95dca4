import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join, sep } from "node:path";
import type { OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from "esbuild";
import { AWS_SDK_FILE, AWS_SDK_SCOPES } from "./aws-sdk-files";
import type { BundleUnit } from "./bundle-entry";
import { CALLBACK_NAMESPACE, unitOfModule } from "./virtual-modules";

/** The two forms of the AWS SDK are made of one source and mean the same; the ES form can be cut down to what is used. */
const NOT_ASKED = [...AWS_SDK_SCOPES, "node:", "callback:"];

interface Description {
  readonly main?: unknown;
  readonly module?: unknown;
  readonly type?: unknown;
  readonly exports?: unknown;
  readonly imports?: unknown;
}

/** A folder with a package.json that says which file an import of it means. */
interface Described {
  readonly directory: string;
  readonly description: Description;
}

/** Keeps what is asked here from being asked again. */
const AS_IT_IS = { isAsItIs: true };

/**
 * Takes of a package the form that the program itself loads. A package may have a CommonJS and an ES form: they may export
 * different things under one name, and two forms in one bundle are two packages with two states. Where a file is CommonJS, and
 * most TypeScript becomes that, its `import`s are `require`s. Node knows no `module` field, and no such condition.
 */
export function packageForms(units: readonly BundleUnit[]): Plugin {
  return {
    name: "package-forms",
    setup(build) {
      let forms: PackageForms;
      // A build that is run again looks at every file again.
      build.onStart(() => void (forms = new PackageForms(build, units)));
      build.onResolve({ filter: OTHER_PACKAGES }, (request) => forms.resolve(request));
    },
  };
}

class PackageForms {
  private readonly descriptions = new Map<string, Description | undefined>();
  private readonly build: PluginBuild;
  private readonly units: readonly BundleUnit[];

  constructor(build: PluginBuild, units: readonly BundleUnit[]) {
    this.build = build;
    this.units = units;
  }

  async resolve(request: OnResolveArgs): Promise<OnResolveResult | undefined> {
    const { path, kind, pluginData } = request;
    if (pluginData === AS_IT_IS || kind === "entry-point" || isBuiltin(path)) return undefined;
    if (AWS_SDK_FILE.test(request.importer)) return undefined;
    const asked = this.find(path, request.resolveDir);
    if (!asked) return undefined;
    const { exports, imports, module } = asked.description;
    const conditional = path.startsWith("#") ? imports : exports;
    if (conditional !== undefined && conditional !== null)
      return this.byCondition(request, JSON.stringify(conditional));
    return typeof module === "string" ? this.mainOf(asked, request) : undefined;
  }

  private async byCondition(
    request: OnResolveArgs,
    conditions: string,
  ): Promise<OnResolveResult | undefined> {
    const { kind, resolveDir } = request;
    const isImport = kind === "import-statement" && this.isCommonJs(request);
    if (!isImport && !kind.startsWith("require")) return undefined;
    // The bundler heeds this condition as well, which is for bundlers only.
    if (/"module"/.test(conditions)) {
      const path = requiredFile(request.path, resolveDir);
      return path === undefined ? undefined : this.resolveAs({ ...request, path });
    }
    return isImport && /"(?:import|require)"/.test(conditions)
      ? this.resolveAs({ ...request, kind: "require-call" })
      : undefined;
  }

  private async mainOf(
    { directory, description }: Described,
    request: OnResolveArgs,
  ): Promise<OnResolveResult | undefined> {
    const bundled = await this.resolveAs(request);
    // A tsconfig.json may give a package's name to something else.
    if (!bundled?.path?.startsWith(realpathSync(directory) + sep)) return undefined;
    const { main } = description;
    const from = { ...request, resolveDir: directory };
    return (
      (typeof main === "string" ? await this.resolveAs({ ...from, path: `./${main}` }) : undefined) ??
      this.resolveAs({ ...from, path: "./index" })
    );
  }

  private async resolveAs(request: OnResolveArgs): Promise<OnResolveResult | undefined> {
    const { path, kind, importer, namespace, resolveDir, with: attributes } = request;
    const resolved = await this.build.resolve(path, {
      kind,
      importer,
      namespace,
      resolveDir,
      with: attributes,
      pluginData: AS_IT_IS,
    });
    if (resolved.errors.length > 0 || resolved.external || resolved.namespace !== "file") return undefined;
    const { path: file, suffix, sideEffects } = resolved;
    return { path: file, suffix, sideEffects };
  }

  /** The package of a specifier, or the folder of it that has a package.json of its own. */
  private find(specifier: string, directory: string): Described | undefined {
    if (specifier.startsWith("#")) return this.enclosing(directory);
    const [packageName] = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)!;
    for (let folder = directory; ; folder = dirname(folder)) {
      const root = this.described(join(folder, "node_modules", packageName));
      if (root) {
        const isWhole = specifier === packageName || root.description.exports !== undefined;
        return isWhole ? root : this.described(join(folder, "node_modules", specifier));
      }
      if (dirname(folder) === folder) return undefined;
    }
  }

  private enclosing(directory: string): Described | undefined {
    const here = this.described(directory);
    return here || dirname(directory) === directory ? here : this.enclosing(dirname(directory));
  }

  private described(directory: string): Described | undefined {
    if (!this.descriptions.has(directory)) this.descriptions.set(directory, readDescription(directory));
    const description = this.descriptions.get(directory);
    return description && { directory, description };
  }

  /** Packages say `import` only in ES modules, as Node runs them. */
  private isCommonJs({ importer, namespace, resolveDir }: OnResolveArgs): boolean {
    const unit = namespace === CALLBACK_NAMESPACE ? unitOfModule(importer) : undefined;
    const file = unit === undefined ? importer : this.units[unit]!.analyzed.file;
    if (unit === undefined && /[\\/]node_modules[\\/]/.test(file)) return false;
    if (/\.[cm][jt]sx?$/.test(file)) return /\.c[jt]sx?$/.test(file);
    return !file.endsWith(".js") && this.enclosing(resolveDir)?.description.type !== "module";
  }
}

function requiredFile(specifier: string, directory: string): string | undefined {
  try {
    return createRequire(join(directory, "importer.js")).resolve(specifier);
  } catch {
    return undefined; // the bundler says what cannot be found
  }
}

function readDescription(directory: string): Description | undefined {
  const file = join(directory, "package.json");
  try {
    return existsSync(file) ? (Object(JSON.parse(readFileSync(file, "utf8"))) as Description) : undefined;
  } catch {
    return {}; // the bundler says what is wrong with it
  }
}

/**
 * Every other package: a question costs, and the AWS SDK would ask hundreds. The bundler's expressions cannot say "not", so
 * it is said letter by letter where a specifier leaves those prefixes.
 */
const OTHER_PACKAGES = new RegExp(`^(?:${unlike(NOT_ASKED, "./")})`);

function unlike(prefixes: readonly string[], others = ""): string {
  const letters = [...new Set(prefixes.map((prefix) => prefix[0]!))];
  const branches = letters.flatMap((letter) => {
    const rest = prefixes.filter((prefix) => prefix[0] === letter).map((prefix) => prefix.slice(1));
    return rest.includes("") ? [] : [`${letter}(?:${unlike(rest)})`];
  });
  return [`[^${letters.join("")}${others}]`, ...branches, ...(others === "" ? ["$"] : [])].join("|");
}
