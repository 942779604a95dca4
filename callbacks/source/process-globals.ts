import { runInNewContext } from "node:vm";

/** What Node adds to the language, up to version 24, and what a CommonJS module has. */
const OF_NODE = `AbortController AbortSignal Blob BroadcastChannel Buffer ByteLengthQueuingStrategy
  CloseEvent CompressionStream CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException DecompressionStream
  Event EventSource EventTarget File FormData Headers MessageChannel MessageEvent MessagePort Navigator Performance
  PerformanceEntry PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList
  PerformanceResourceTiming ReadableByteStreamController ReadableStream ReadableStreamBYOBReader
  ReadableStreamBYOBRequest ReadableStreamDefaultController ReadableStreamDefaultReader Request Response Storage
  SubtleCrypto TextDecoder TextDecoderStream TextEncoder TextEncoderStream TransformStream
  TransformStreamDefaultController URL URLPattern URLSearchParams WebAssembly WebSocket WritableStream
  WritableStreamDefaultController WritableStreamDefaultWriter atob btoa clearImmediate clearInterval clearTimeout
  console crypto exports fetch global localStorage navigator performance process queueMicrotask require sessionStorage
  setImmediate setInterval setTimeout structuredClone`;

let known: ReadonlySet<string> | undefined;

/** Whether a name means something in this process that no function would know, such as a test runner's `describe`. */
export function isOnlyHere(name: string): boolean {
  if (!(name in globalThis)) return false;
  known ??= new Set([
    ...OF_NODE.split(/\s+/),
    ...(runInNewContext("Object.getOwnPropertyNames(globalThis)") as string[]),
  ]);
  return !known.has(name);
}
