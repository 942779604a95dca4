import { existsSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { CORE_SCHEMA, load } from "js-yaml";
import { DeploymentError } from "../deployment";
import type { ProgramLog } from "./engine-service";
import { passphraseDecrypter } from "./secrets";

export interface Project {
  readonly name: string;
  /** The program's file or folder, as an absolute path. */
  readonly main: string;
  /** The stack's configuration by full name (`project:key`). Structured values are JSON text. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfig: readonly string[];
  /** The configuration files, also one that does not exist yet. */
  readonly files: readonly string[];
}

type Yaml = Readonly<Record<string, unknown>>;

/**
 * Reads Pulumi.yaml and the stack's own file as the Pulumi CLI does. Values in the environment variable
 * `PULUMI_CONFIG` (a JSON object by full name) win.
 *
 * @throws DeploymentError naming the file and the key.
 */
export function loadProject(directory: string, stack: string, log: ProgramLog): Project {
  const projectFile = join(directory, "Pulumi.yaml");
  if (!existsSync(projectFile)) {
    throw new DeploymentError(
      `there is no Pulumi.yaml in ${directory}: run this in the folder of a Pulumi project`,
    );
  }
  const project = readYaml(projectFile);
  const name = project.name;
  if (typeof name !== "string" || name === "") throw new DeploymentError(`${projectFile}: name is missing`);
  requireNode(project, projectFile);
  const stackFile = join(directory, text(project.stackConfigDir) ?? "", `Pulumi.${stack}.yaml`);
  const stackYaml = existsSync(stackFile) ? readYaml(stackFile) : {};
  if (!existsSync(stackFile) && hasOtherStacks(project, directory)) {
    log("warning", `there is no ${stackFile}: the stack ${stack} has no configuration of its own`);
  }
  if (stackYaml.environment !== undefined) {
    throw new DeploymentError(
      `${stackFile}: environments of Pulumi Cloud are not covered: put the values under config`,
    );
  }
  const reader = new ConfigReader({ project: name, stackFile, stackYaml, log });
  reader.addProject(asObject(project.config, `${projectFile}: config`));
  reader.addStack(asObject(stackYaml.config, `${stackFile}: config`));
  reader.requireDeclared(asObject(project.config, `${projectFile}: config`), stack);
  return {
    name,
    main: findMain(directory, text(project.main)),
    ...reader.result(),
    files: [projectFile, stackFile],
  };
}

function hasOtherStacks(project: Yaml, directory: string): boolean {
  return project.config !== undefined || existsSync(join(directory, "Pulumi.dev.yaml"));
}

function requireNode(project: Yaml, file: string): void {
  const runtime =
    typeof project.runtime === "string" ? project.runtime : (project.runtime as Yaml | undefined)?.name;
  if (runtime !== "nodejs") {
    throw new DeploymentError(`${file}: runtime is ${String(runtime)}; the local cloud runs nodejs programs`);
  }
}

/** The program's entry, found as the Pulumi CLI finds it: `main` of Pulumi.yaml, else the package's own entry. */
function findMain(directory: string, main: string | undefined): string {
  const folder = resolve(directory, main ?? ".");
  if (!existsSync(folder))
    throw new DeploymentError(`Pulumi.yaml: main is ${main}, but there is no ${folder}`);
  const packageFile = join(folder, "package.json");
  if (!statSync(folder).isDirectory() || !existsSync(packageFile)) return folder;
  const packageJson = JSON.parse(readFileSync(packageFile, "utf8")) as {
    main?: string;
    exports?: unknown;
    type?: string;
  };
  if (packageJson.type === "module") {
    throw new DeploymentError(
      `${packageFile}: ES module programs ("type": "module") are not covered by the local cloud`,
    );
  }
  const entry = packageEntry(packageJson.exports) ?? packageJson.main;
  const file = entry === undefined ? undefined : join(folder, entry);
  return file !== undefined && existsSync(file) ? file : folder;
}

function packageEntry(exports: unknown): string | undefined {
  if (typeof exports === "string") return exports;
  const root = (exports as Yaml | undefined)?.["."];
  if (typeof root === "string") return root;
  const conditions = root as Yaml | undefined;
  return text(conditions?.default) ?? text(conditions?.require) ?? text(conditions?.import);
}

interface ConfigSource {
  readonly project: string;
  readonly stackFile: string;
  readonly stackYaml: Yaml;
  readonly log: ProgramLog;
}

class ConfigReader {
  private readonly values = new Map<string, string>();
  private readonly secrets = new Set<string>();
  private readonly overrides: Readonly<Record<string, string>>;
  private readonly source: ConfigSource;
  private decrypter: ((text: string) => string) | undefined;

  constructor(source: ConfigSource) {
    this.source = source;
    this.overrides = JSON.parse(process.env.PULUMI_CONFIG || "{}") as Record<string, string>;
  }

  /** `config:` of Pulumi.yaml: a plain value, or `{ value }` or `{ default }`. */
  addProject(config: Yaml): void {
    for (const [key, declared] of Object.entries(config)) {
      const value = isObject(declared) ? (declared.value ?? declared.default) : declared;
      if (value !== undefined && value !== null) this.add(key, value);
      if (isObject(declared) && declared.secret === true) this.secrets.add(this.fullName(key));
    }
  }

  addStack(config: Yaml): void {
    for (const [key, value] of Object.entries(config)) this.add(key, value);
  }

  /** A key that Pulumi.yaml declares without a default must have a value in every stack. */
  requireDeclared(config: Yaml, stack: string): void {
    for (const key of Object.keys(config)) {
      const name = this.fullName(key);
      if (this.values.has(name) || name in this.overrides) continue;
      throw new DeploymentError(
        `${this.source.stackFile}: the stack ${stack} has no value for ${name}, which Pulumi.yaml declares`,
      );
    }
  }

  result(): Pick<Project, "config" | "secretConfig"> {
    const config = { ...Object.fromEntries(this.values), ...this.overrides };
    return { config, secretConfig: [...this.secrets].filter((name) => name in config) };
  }

  private fullName(key: string): string {
    return key.includes(":") ? key : `${this.source.project}:${key}`;
  }

  private add(key: string, value: unknown): void {
    const name = this.fullName(key);
    if (name in this.overrides) {
      // A value that is replaced need not be decrypted, only kept secret.
      if (JSON.stringify(value ?? null).includes('"secure":')) this.secrets.add(name);
      return;
    }
    const plain = this.reveal(name, value);
    this.values.set(name, typeof plain === "string" ? plain : JSON.stringify(plain));
  }

  private reveal(name: string, value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.reveal(name, item));
    if (!isObject(value)) return value;
    if (typeof value.secure === "string" && Object.keys(value).length === 1) {
      this.secrets.add(name);
      return this.decrypt(name, value.secure);
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.reveal(name, item)]));
  }

  private decrypt(name: string, encrypted: string): string {
    const { stackFile, stackYaml, log } = this.source;
    const salt = text(stackYaml.encryptionsalt);
    if (salt === undefined) {
      log(
        "warning",
        `${stackFile}: ${name} is encrypted by a service and cannot be read here: a placeholder is used. Override it with PULUMI_CONFIG='{"${name}":"…"}'`,
      );
      return `placeholder-for-${name}`;
    }
    try {
      this.decrypter ??= passphraseDecrypter(salt, readPassphrase());
      return this.decrypter(encrypted);
    } catch (error) {
      throw new DeploymentError(`${stackFile}: ${name} cannot be decrypted: ${(error as Error).message}`);
    }
  }
}

function readPassphrase(): string {
  const { PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_CONFIG_PASSPHRASE_FILE: file } = process.env;
  if (passphrase !== undefined) return passphrase;
  if (file !== undefined) return readFileSync(file, "utf8").trim();
  throw new Error("set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE");
}

function readYaml(file: string): Yaml {
  try {
    return asObject(load(readFileSync(file, "utf8"), { filename: file, schema: CORE_SCHEMA }), file);
  } catch (error) {
    if (error instanceof DeploymentError) throw error;
    throw new DeploymentError(`${file}: ${(error as Error).message}`);
  }
}

function asObject(value: unknown, place: string): Yaml {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new DeploymentError(`${place}: this must be a mapping`);
  return value;
}

function isObject(value: unknown): value is Yaml {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
