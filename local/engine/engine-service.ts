import type { LogRequest, SetRootResourceRequest } from "@pulumi/pulumi/proto/engine_pb";
import type { PulumiSdk } from "./pulumi-sdk";
import type { Rpcs } from "./rpc";

export type Severity = "info" | "warning" | "error";
export type ProgramLog = (severity: Severity, message: string) => void;

/** Pulumi's Engine service: messages of the program, and which resource is the stack. */
export function engineService(sdk: PulumiSdk, log: ProgramLog): Rpcs {
  const { LogSeverity } = sdk.engine;
  const severities = new Map<number, Severity>([
    [LogSeverity.INFO, "info"],
    [LogSeverity.WARNING, "warning"],
    [LogSeverity.ERROR, "error"],
  ]);
  let root = "";
  return {
    log: (request: LogRequest) => {
      const severity = severities.get(request.getSeverity());
      if (severity) log(severity, request.getMessage());
      return new sdk.Empty();
    },
    setRootResource: (request: SetRootResourceRequest) => {
      root = request.getUrn();
      return new sdk.engine.SetRootResourceResponse();
    },
    getRootResource: () => {
      const response = new sdk.engine.GetRootResourceResponse();
      response.setUrn(root);
      return response;
    },
    requirePulumiVersion: () => new sdk.engine.RequirePulumiVersionResponse(),
    startDebugging: () => new sdk.Empty(),
  };
}
