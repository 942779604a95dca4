import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";
import { AWS_SDK_FILE } from "./aws-sdk-files";

const SCRIPT_OF_SDK = new RegExp(`${AWS_SDK_FILE.source}.*\\.js$`);

/** A line that gives an arrow function to a variable or a property, up to the function. */
const BEFORE_ARROW_FUNCTION =
  /^(\s*(?:(?:export )?(?:const|let|var) [\w$]+ =|[\w$]+:) )(?=(?:async )?(?:\([^()\n]*\)|[\w$]+) =>)/gm;

/** A condition that the minifier takes out again; a function behind it is not named after its variable. */
const UNNAMED = "!1?0:";

/**
 * Leaves the AWS SDK's arrow functions without the names that all other functions and classes of a bundle keep. The SDK reads
 * none of them, and to give some 300 functions a name takes a function's cold start 2 ms. A stack trace, or a handler that asks
 * for `paginateScan.name`, sees a short one. Names of classes stay: commands and errors are told apart by them.
 */
export function sdkFunctions(): Plugin {
  return {
    name: "sdk-functions",
    setup(build) {
      build.onLoad({ filter: SCRIPT_OF_SDK }, ({ path }) => ({
        contents: withoutNames(readFileSync(path, "utf8")),
        loader: "js",
      }));
    },
  };
}

/** The same program; its arrow functions have no names once it is minified. */
export const withoutNames = (text: string): string => text.replace(BEFORE_ARROW_FUNCTION, `$1${UNNAMED}`);
