import { readFileSync } from "node:fs";
import type { OnLoadResult, Plugin } from "esbuild";
import { inputsOf, type BuildOutput } from "./build-output";
import { runTimeModule } from "./run-time-module";

interface StandIn {
  /** What is imported, and by which modules: a program that names a package itself gets that package. */
  readonly wanted: RegExp;
  readonly importer: RegExp;
  readonly module: string;
}

/** Parts of the AWS SDK that have no use on Lambda. */
const STAND_INS: readonly StandIn[] = [
  {
    wanted: /^@aws-sdk\/credential-provider-node$/,
    importer: /[\\/]node_modules[\\/]@aws-sdk[\\/]client-/,
    module: "environment-credentials",
  },
  {
    wanted: /^mnemonist\/lru-cache$/,
    importer: /[\\/]node_modules[\\/]@aws-sdk[\\/]endpoint-cache[\\/]/,
    module: "least-recently-used",
  },
  {
    wanted: /^\.\/Sha256Js$/,
    importer: /[\\/]node_modules[\\/]@smithy[\\/]core[\\/].*[\\/]Sha256Node\.js$/,
    module: "javascript-sha256",
  },
  {
    wanted: /^\.\.\/shared-ini-file-loader\/loadSharedConfigFiles$/,
    importer: /[\\/]node_modules[\\/]@smithy[\\/]core[\\/].*[\\/]fromSharedConfigFiles\.js$/,
    module: "shared-configuration",
  },
];
const EVENT_STREAMS: StandIn = {
  wanted: /^@smithy\/core\/event-streams$/,
  importer: /[\\/]node_modules[\\/]@smithy[\\/]core[\\/].*[\\/]HttpProtocol\.js$/,
  module: "absent-event-streams",
};

export interface StandInOptions {
  /** Whether a client may have operations with event streams. */
  readonly hasEventStreams: boolean;
}

/** Leaves out of the AWS SDK what a function never uses: a third of a bundle. */
export function standIns({ hasEventStreams }: StandInOptions): Plugin {
  return {
    name: "stand-ins",
    setup(build) {
      for (const { wanted, importer, module } of hasEventStreams
        ? STAND_INS
        : [...STAND_INS, EVENT_STREAMS]) {
        build.onResolve({ filter: wanted }, (request) =>
          importer.test(request.importer) ? { path: runTimeModule(module) } : undefined,
        );
      }
      build.onLoad({ filter: /[\\/]node_modules[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, ({ path }) =>
        versionOf(path),
      );
    },
  };
}

/** A client with event streams imports what reads them itself, so it shows among the bundle's inputs. */
export function lacksEventStreams({ metafile }: BuildOutput, index: number): boolean {
  const inputs = Object.keys(inputsOf(metafile, index));
  return (
    inputs.some((input) => /\/run-time\/absent-event-streams\.[jt]s$/.test(input)) &&
    inputs.some((input) => /\/node_modules\/.*event-?stream/i.test(input))
  );
}

/** The SDK's clients import their whole package.json to say their version. */
function versionOf(file: string): OnLoadResult {
  const { name, version } = JSON.parse(readFileSync(file, "utf8")) as { name: string; version: string };
  return { contents: JSON.stringify({ name, version }), loader: "json" };
}
