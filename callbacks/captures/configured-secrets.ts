import { runtime } from "@pulumi/pulumi";

/** From this length on, a secret is looked for inside other values. Shorter ones would be found where they are not meant. */
const SHORTEST_PART = 6;
/** From this length on, a secret is compared with whole values; anything shorter is too common to mean the secret. */
const SHORTEST_WHOLE = 4;
/** A list of so many numbers below 256 is a key. */
const SHORTEST_KEY = 16;
const LITERALS = new Set(["true", "false", "null", "undefined"]);

/**
 * The configuration's secret values, in the forms in which a bundle could show them: as text, in hex or base64, as bytes,
 * or the bytes that they are the hex or base64 of.
 *
 * - A secret of six characters or more is found inside texts and bytes; one of four or five only as a whole value.
 * - A secret of fewer than four characters, `true`, `false` and `null` are not looked for: every other program captures them.
 * - In a secret that is JSON, the same holds for each text, but words of four or five letters (`admin`, `prod`) and numbers of
 *   fewer than six digits (`8080`) are not looked for: they stand beside what is secret.
 */
export class ConfiguredSecrets {
  private readonly parts = new Set<string>();
  private readonly hexParts = new Set<string>();
  private readonly wholes = new Set<string>();

  constructor(values: readonly string[]) {
    for (const value of values) {
      this.addText(value.trim());
      for (const part of partsOf(value)) this.addPart(part);
    }
  }

  private get areNone(): boolean {
    return this.parts.size === 0 && this.wholes.size === 0;
  }

  areIn(text: string): boolean {
    return !this.areNone && [text, withoutPercents(text)].some((form) => this.areInForm(form));
  }

  areInBytes(bytes: Uint8Array): boolean {
    if (this.areNone) return false;
    const { buffer, byteOffset, byteLength } = bytes;
    return this.areInForm(Buffer.from(buffer, byteOffset, byteLength).toString("latin1"));
  }

  /** Whether numbers are the bytes of a secret. */
  areInNumbers(numbers: ArrayLike<unknown>): boolean {
    return !this.areNone && areBytes(numbers) && this.areInBytes(Uint8Array.from(numbers));
  }

  private areInForm(text: string): boolean {
    if (this.wholes.has(text)) return true;
    for (const part of this.parts) if (text.includes(part)) return true;
    if (this.hexParts.size === 0) return false;
    const lowerCase = text.toLowerCase();
    for (const part of this.hexParts) if (lowerCase.includes(part)) return true;
    return false;
  }

  private addPart(part: unknown): void {
    if (typeof part === "string") {
      const text = part.trim();
      if (text.length >= SHORTEST_PART || !/^\p{Letter}*$/u.test(text)) this.addText(text);
    } else if (typeof part === "number") {
      if (String(part).length >= SHORTEST_PART) this.addForm(String(part));
    } else if (Array.isArray(part) && part.length >= SHORTEST_KEY && areBytes(part))
      this.addBytes(Buffer.from(part));
  }

  private addText(text: string): void {
    if (text.length < SHORTEST_WHOLE || LITERALS.has(text)) return;
    this.addForm(text);
    this.addForm(JSON.stringify(text).slice(1, -1));
    this.addForm(Buffer.from(text, "utf16le").toString("latin1"));
    this.addBytes(Buffer.from(text));
    if (/^(?:[\da-f]{2})+$/i.test(text)) this.addBytes(Buffer.from(text, "hex"));
    if (/^[\w+/-]+={0,2}$/.test(text)) this.addBytes(Buffer.from(text, "base64"));
  }

  private addBytes(bytes: Buffer): void {
    if (bytes.length < SHORTEST_WHOLE) return;
    this.addForm(bytes.toString("latin1"));
    const text = bytes.toString();
    if (Buffer.from(text).equals(bytes)) this.addForm(text);
    this.hexParts.add(bytes.toString("hex"));
    for (const encoding of ["base64", "base64url"] as const) {
      if (bytes.length < SHORTEST_PART) this.wholes.add(bytes.toString(encoding));
      else for (const digits of insideBase64(bytes, encoding)) this.parts.add(digits);
    }
  }

  private addForm(form: string): void {
    if (form.length >= SHORTEST_PART) this.parts.add(form);
    else if (form.length >= SHORTEST_WHOLE) this.wholes.add(form);
  }
}

let kept: { readonly values: string; readonly secrets: ConfiguredSecrets } | undefined;

/** The secrets that the configuration has now, so that none that is read as plain data is written into a bundle. */
export function configuredSecrets(): ConfiguredSecrets {
  // Only the type of `isConfigSecret` is internal to the SDK.
  const { allConfig, isConfigSecret } = runtime as typeof runtime & {
    isConfigSecret?: (key: string) => boolean;
  };
  const values = Object.entries(allConfig()).flatMap(([key, value]) =>
    isConfigSecret?.(key) ? [value] : [],
  );
  const key = JSON.stringify(values);
  if (kept?.values !== key) kept = { values: key, secrets: new ConfiguredSecrets(values) };
  return kept.secrets;
}

function partsOf(value: string): unknown[] {
  const parts: unknown[] = [];
  try {
    const whole: unknown = JSON.parse(value, (_key, part: unknown) => (parts.push(part), part));
    // A number alone has been met as a text.
    return typeof whole === "number" ? [] : parts;
  } catch {
    return [];
  }
}

/** What base64 shows of bytes wherever in other bytes they stand: its digits have six bits each. */
function insideBase64(bytes: Buffer, encoding: "base64" | "base64url"): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString(encoding)
      .replace(/=+$/, "");
    const isWhole = (before + bytes.length) % 3 === 0;
    return text.slice(before === 0 ? 0 : before + 1, isWhole ? undefined : -1);
  });
}

const withoutPercents = (text: string): string =>
  text.replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString());

function areBytes(items: ArrayLike<unknown>): items is ArrayLike<number> {
  if (items.length < SHORTEST_WHOLE) return false;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (typeof item !== "number" || !Number.isInteger(item) || item < 0 || item > 255) return false;
  }
  return true;
}
