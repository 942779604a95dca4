import type { Principal } from "../principal";

/** Who makes one call of a service, and from where. */
export interface Caller {
  readonly principal: Principal;
  readonly sourceIp: string;
  readonly userAgent?: string | undefined;
  readonly requestId: string;
}

/** What a service with a JSON protocol answers. */
export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: unknown;
}
