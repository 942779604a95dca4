// First: what the others import takes long to load, and a second thread can work meanwhile.
import "./background/start";

export { analyzeCallback, type CallbackOptions } from "./analyze-callback";
export type { AnalyzedCallback } from "./analyzed-callback";
export { bundleCallback, bundleCallbacks } from "./bundle/bundle-callbacks";
export type { Bundle, BundleEntry, BundleOptions, WrapperModule } from "./bundle/bundle-entry";
export { CallbackError, type SourcePlace } from "./callback-error";
export { CACHE_VARIABLE } from "./kept-results";
export { parameter, secret, type StoredCapture, type StoredValue } from "./stored-value";
export type { EntryFile } from "./entry-file";
export { zipFiles } from "./zip-files";
