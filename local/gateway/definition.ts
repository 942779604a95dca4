// Replaced by the gateway's author; the names below are what other folders rely on.
import type { LoadedPolicy } from "../../policies";

export interface RestApi {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly executionArn: string;
  readonly stages: ReadonlyMap<string, Stage>;
}

export interface Throttle {
  readonly ratePerSecond: number;
  readonly burst: number;
}

export interface Stage {
  readonly name: string;
  readonly deploymentId: string;
  /** The immutable snapshot that the deployment took. */
  readonly definition: ApiDefinition;
  readonly variables: Readonly<Record<string, string>>;
  /** By method settings key: `*\/*` or `pets/{petId}/GET`. */
  readonly throttles: ReadonlyMap<string, Throttle>;
  readonly accessLog?: { readonly logGroup: string; readonly format: string };
  readonly tracing: boolean;
}

export interface ApiDefinition {
  readonly resourcePolicy?: LoadedPolicy;
}
