import { readFileSync } from "node:fs";
import { DeploymentError } from "../deployment";
import type { ProgramLog } from "./engine-service";
import { passphraseDecrypter } from "./secrets";
import type { Yaml } from "./yaml-file";
import { isObject, text } from "./yaml-file";

export interface StackConfig {
  /** By full name (`project:key`). Structured values are JSON text. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfig: readonly string[];
}

interface ConfigSource {
  readonly project: string;
  readonly stackFile: string;
  readonly stackYaml: Yaml;
  readonly log: ProgramLog;
}

/** Gathers a stack's configuration: defaults of the project first, then the stack's own values. */
export class ConfigReader {
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

  result(): StackConfig {
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
