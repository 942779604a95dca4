import { header } from "../http";
import type { Exchange } from "./exchange";

/** Who called, as proxy events and `$context.identity` show it. The names and their order are the recorded ones. */
export interface RequestIdentity {
  readonly cognitoIdentityPoolId: string | null;
  readonly accountId: string | null;
  readonly cognitoIdentityId: string | null;
  readonly caller: string | null;
  readonly sourceIp: string;
  readonly principalOrgId: string | null;
  readonly accessKey: string | null;
  readonly cognitoAuthenticationType: string | null;
  readonly cognitoAuthenticationProvider: string | null;
  readonly userArn: string | null;
  readonly userAgent: string | null;
  readonly user: string | null;
}

/** Read from the verified principal and the connection, never from what the client says about itself. */
export function requestIdentity({ principal, request }: Exchange): RequestIdentity {
  const isKnown = principal.type !== "Anonymous";
  const { cognito } = principal;
  return {
    cognitoIdentityPoolId: cognito?.identityPoolId ?? null,
    accountId: isKnown ? principal.accountId : null,
    cognitoIdentityId: cognito?.identityId ?? null,
    caller: isKnown ? principal.userId : null,
    sourceIp: request.sourceIp,
    principalOrgId: null,
    accessKey: principal.accessKeyId ?? null,
    cognitoAuthenticationType: cognito?.authenticationType ?? null,
    cognitoAuthenticationProvider: cognito?.authenticationProvider ?? null,
    userArn: isKnown ? principal.arn : null,
    userAgent: header(request, "user-agent") ?? null,
    user: isKnown ? principal.userId : null,
  };
}

/** The members of a proxy event's `requestContext`, in the recorded order. */
export function requestContext(exchange: Exchange): Readonly<Record<string, unknown>> {
  const { api, stage, match } = exchange;
  return {
    resourceId: match?.resource.id,
    resourcePath: match?.resource.path,
    httpMethod: exchange.httpMethod,
    extendedRequestId: exchange.extendedRequestId,
    requestTime: formatRequestTime(exchange.receivedMs),
    path: `/${stage.name}${exchange.path}`,
    accountId: exchange.accountId,
    protocol: "HTTP/1.1",
    stage: stage.name,
    domainPrefix: api.id,
    requestTimeEpoch: exchange.receivedMs,
    requestId: exchange.requestId,
    identity: requestIdentity(exchange),
    domainName: `${api.id}.execute-api.${exchange.region}.amazonaws.com`,
    deploymentId: stage.deploymentId,
    apiId: api.id,
  };
}

/** `$context` of templates, parameter mappings, gateway responses and access logs. */
export function contextVariables(exchange: Exchange): Readonly<Record<string, unknown>> {
  return Object.assign(requestContext(exchange), { isCanaryRequest: false });
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

let lastTime = { second: NaN, text: "" };

/** `22/Nov/2026:10:15:00 +0000`. Kept for its second, since a busy API asks for the same one many times. */
export function formatRequestTime(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (lastTime.second !== second) {
    const iso = new Date(second * 1000).toISOString();
    const month = MONTHS[Number(iso.slice(5, 7)) - 1] ?? "";
    lastTime = { second, text: `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000` };
  }
  return lastTime.text;
}
