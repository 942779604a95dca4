import type { AnalyzedCallback } from "../analyzed-callback";

/** One function to bundle: a callback, and what stands between Lambda and it. */
export interface BundleEntry {
  readonly analyzed: AnalyzedCallback;
  /**
   * The module that Lambda loads, if it is not the callback itself: it imports `handler` from the specifier it is given,
   * and exports a `handler` of its own.
   */
  readonly wrap?: (callbackSpecifier: string) => WrapperModule;
  /** Texts of further modules that the wrapper imports, by their specifiers; CommonJS or ES. */
  readonly modules?: Readonly<Record<string, string>>;
  /** Files and folders of the project that will lie beside the bundle under the same path. @default none */
  readonly include?: readonly string[];
}

export interface WrapperModule {
  /** JavaScript or TypeScript. */
  readonly contents: string;
  /** The folder that its relative imports start from. */
  readonly resolveDir: string;
}

export interface BundleOptions {
  /** Packages that are left to be found beside the function, as in a layer. @default none: the bundle is all there is */
  readonly external?: readonly string[];
}

/** A function's code, ready to be put into an archive. */
export interface Bundle {
  /** `index.js` and its source map, by name. */
  readonly files: Readonly<Record<string, string>>;
  /**
   * What its packages ask for that a bundle does not have, if the function ever uses that part of them: a sentence for each
   * package, with the place and the remedy. A deployment should show them.
   */
  readonly notes: readonly string[];
  /** What Lambda calls. */
  readonly handler: "index.handler";
  /** Environment variables that the code reads: its captured Outputs. */
  readonly environment: AnalyzedCallback["environment"];
  /** What the code fetches: its captured `parameter()`s and `secret()`s. */
  readonly stored: AnalyzedCallback["stored"];
}

/** What bundling needs of a callback: plain data. */
export type BundledCallback = Omit<AnalyzedCallback, "environment" | "stored">;

export function withoutEnvironment({ environment, stored, ...rest }: AnalyzedCallback): BundledCallback {
  void environment;
  void stored;
  return rest;
}

/** A {@link BundleEntry} with its wrapper written out. */
export interface BundleUnit {
  readonly analyzed: BundledCallback;
  readonly wrapper: WrapperModule | undefined;
  readonly modules: Readonly<Record<string, string>>;
  readonly include: readonly string[];
}

/** The specifier by which a wrapper imports its callback. */
export const CALLBACK = "callback:handler";

export const unitOf = ({ analyzed, wrap, modules = {}, include = [] }: BundleEntry): BundleUnit => ({
  analyzed: withoutEnvironment(analyzed),
  wrapper: wrap?.(CALLBACK),
  modules,
  include,
});
