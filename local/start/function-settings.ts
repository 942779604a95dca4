import type { CloudOptions } from "../cloud";
import type { StartOptions } from "../start";

/** How the runtime is to run functions, as the command's options say. */
export function functionSettings(
  options: Pick<StartOptions, "directory" | "runtime" | "inspectPort" | "log">,
): NonNullable<CloudOptions["functions"]> {
  const { directory, runtime, inspectPort, log } = options;
  return {
    ...(runtime !== undefined && { kind: runtime }),
    ...(inspectPort !== undefined && { debugging: { directory, port: inspectPort, log } }),
  };
}
