import type { MessagePort } from "node:worker_threads";
import type { BuiltBundle } from "../bundle/built-bundle";
import type { BundledCallback, BundleOptions, BundleUnit } from "../bundle/bundle-entry";
import type { AnalysisRequest } from "../source/kept-analysis";
import type { SourceAnalysis } from "../source/source-analysis";

/** What the worker is given when it starts. */
export interface WorkerData {
  readonly signals: Int32Array;
  /** Takes the answers to {@link AnalyzeMessage}s. */
  readonly answers: MessagePort;
  /** The module that was loaded first, if there is one. */
  readonly preload?: string;
  /** Nothing is kept of an earlier analysis, or a file has changed: there will be one. */
  readonly needsTypeScript: boolean;
}

/** Cells of the shared signals, for those who wait without an event loop. */
export const SIGNAL = {
  /** Counts the answers to {@link AnalyzeMessage}s. */
  answers: 0,
  /** 1 while results that the caller already has are being written to the cache folder. */
  writing: 1,
  /** 1 when the worker has ended. */
  ended: 2,
  length: 3,
} as const;

export interface AnalyzeMessage {
  readonly type: "analyze";
  readonly request: AnalysisRequest;
}

/** A program will run later: what is bundled then can be made ready. */
export interface RehearseMessage {
  readonly type: "rehearse";
}

/** The first callback is known: what it imports can be read before the others are. */
export interface BeginMessage {
  readonly type: "begin";
  readonly first: BundledCallback;
}

export interface BundleMessage {
  readonly type: "bundle";
  readonly id: number;
  readonly units: readonly BundleUnit[];
  readonly options: BundleOptions;
}

export type Message = AnalyzeMessage | RehearseMessage | BeginMessage | BundleMessage;

/** `failed`: the caller does it again itself, and so gets the error as it is. */
export type AnalysisAnswer = { readonly analysis: SourceAnalysis | undefined } | { readonly failed: true };

export interface BundleAnswer {
  readonly id: number;
  /**
   * With the inputs that belong to the project. `undefined` for a unit that failed: the caller builds it again itself, and so
   * gets the error as it is.
   */
  readonly bundles: readonly (BuiltBundle | undefined)[];
}
