import type { Statement } from "../policies";
import type { Identity, IdentityArgs, IdentityHandle } from "./identity";
import type { RouteTable, Throttle } from "./route";
import type { Transforms } from "./transform";

export interface StageArgs {
  /** For each route of this stage that has no throttle of its own. @default 100 per second, 200 at once */
  readonly throttle?: Throttle;
  /** The access log. @default 30 days */
  readonly logs?: { readonly retentionDays: number };
  /** AWS X-Ray traces. @default true */
  readonly tracing?: boolean;
  /** CloudWatch metrics for each route. @default true */
  readonly metrics?: boolean;
}

export interface SecureServerlessApiArgs<Stages extends string = string> {
  /**
   * Who signs in: a new identity pool, or that of another API, whose roles then hold the grants of both.
   * Without one, only `open()` routes and `iam({ for })` routes are possible.
   */
  readonly identity?: IdentityArgs | Identity;
  /** The route table. The function receives what handlers may capture of the identity. */
  readonly routes: RouteTable | ((parts: { readonly identity: IdentityHandle }) => RouteTable);
  /** What a signed-in person may do beside calling routes. @default nothing */
  readonly signedIn?: readonly Statement<"identity">[];
  /** By name; the name is part of every URL and of every granted ARN. */
  readonly stages: Readonly<Record<Stages, StageArgs>>;
  /** Origins of the pages that may read answers in a browser, such as `https://example.com`. @default none */
  readonly allowedOrigins?: readonly string[];
  /** The functions' logs. @default 30 days */
  readonly logs?: { readonly retentionDays: number };
  /** Changes to child resources before they are registered. Policy documents are checked after it. */
  readonly transform?: Transforms;
}
