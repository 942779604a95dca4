import type { BuildFailure, Message } from "esbuild";
import { CallbackError } from "../callback-error";
import type { BundleUnit } from "./bundle-entry";
import { unitOfCallback } from "./virtual-modules";

/** A build that failed, as the callback's author can read it. */
export function buildError(unit: BundleUnit, error: unknown): unknown {
  const [message] = (error as Partial<BuildFailure>).errors ?? [];
  return message ? messageError(unit, message, remedyFor(message)) : error;
}

export function messageError(
  { analyzed }: BundleUnit,
  { text, location }: Message,
  remedy: string,
): CallbackError {
  const isCallback = location !== null && unitOfCallback(location.file) !== undefined;
  const place = location && { file: isCallback ? analyzed.file : `/${location.file}`, line: location.line };
  return new CallbackError(analyzed.name, {
    problem: `cannot be bundled: ${text}`,
    remedy,
    ...(place && { place }),
  });
}

const REMEDIES: readonly (readonly [text: RegExp, remedy: string])[] = [
  [
    /^Could not resolve/,
    "Install the package, or name it in 'external' if the function never needs it or has it beside it, as in a layer",
  ],
  [
    /^No loader is configured for "\.node"/,
    "A bundle holds no machine code: name the package in 'external', and put it beside the function, as in a layer",
  ],
  [
    /^No loader is configured/,
    "Read the file when the program is deployed and capture its content, or name its package in 'external' and put it beside the function, as in a layer",
  ],
  [
    /^Top-level await/,
    "A function's code is CommonJS, where modules cannot wait: move the 'await' into the handler, or into a function whose promise the handler awaits",
  ],
];

const remedyFor = ({ text }: Message): string =>
  REMEDIES.find(([wanted]) => wanted.test(text))?.[1] ?? "Change the code that it names";
