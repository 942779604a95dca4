import { header, type HttpRequest } from "../http";
import { ANONYMOUS } from "../principal";
import type { Caller } from "./caller";

/** One request over the wire, and the id under which it is answered. */
export interface Arrival {
  readonly request: HttpRequest;
  readonly requestId: string;
}

/** Who calls an operation that needs no signature. */
export function anonymousCaller({ request, requestId }: Arrival): Caller {
  const userAgent = header(request, "user-agent");
  return {
    principal: ANONYMOUS,
    sourceIp: request.sourceIp,
    requestId,
    ...(userAgent !== undefined && { userAgent }),
  };
}
