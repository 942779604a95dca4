import { createHash, createHmac } from "node:crypto";

export interface StoreService {
  /** As in its endpoint's name and in a signature. */
  readonly name: "ssm" | "secretsmanager";
  /** The operation, as `X-Amz-Target` names it. */
  readonly target: string;
}

const ATTEMPTS = 3;
const TIMEOUT_MS = 3_000;
const FIRST_PAUSE_MS = 100;

/**
 * Calls one operation with the function's own role. The SDK's client for it would be five sixths of the zip.
 * Waits for three seconds and tries three times where the service is busy or out of reach.
 * @throws Error with the service's code and message; never with the answer, which is confidential.
 */
export async function callService(service: StoreService, input: object): Promise<Record<string, unknown>> {
  for (let attempt = 1; ; attempt++) {
    const { answer, failure, isWorthRetrying } = await tryOnce(service, JSON.stringify(input));
    if (answer) return answer;
    if (!isWorthRetrying || attempt === ATTEMPTS) throw new Error(`${service.target} failed: ${failure}`);
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** attempt * Math.random()));
  }
}

interface Outcome {
  readonly answer?: Record<string, unknown>;
  readonly failure?: string;
  readonly isWorthRetrying?: boolean;
}

async function tryOnce(service: StoreService, body: string): Promise<Outcome> {
  const url = endpointOf(service);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: signedHeaders(service, url, body),
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (error) {
    return { failure: `${url.host} cannot be reached (${String(error)})`, isWorthRetrying: true };
  }
  if (response.ok) return { answer: JSON.parse(text) as Record<string, unknown> };
  const { code, message } = readError(text);
  return {
    failure: `${response.status} ${code} ${message}`,
    isWorthRetrying:
      response.status >= 500 || response.status === 429 || /Throttl|TooManyRequests/.test(code),
  };
}

function readError(text: string): { code: string; message: string } {
  try {
    const { __type = "", message, Message } = JSON.parse(text) as Record<string, string | undefined>;
    return { code: __type.replace(/^.*#/, ""), message: message ?? Message ?? "" };
  } catch {
    return { code: "", message: "" };
  }
}

function endpointOf({ name }: StoreService): URL {
  const { AWS_REGION } = process.env;
  const suffix = AWS_REGION?.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return new URL(
    process.env[`AWS_ENDPOINT_URL_${name === "ssm" ? "SSM" : "SECRETS_MANAGER"}`] ??
      process.env["AWS_ENDPOINT_URL"] ??
      `https://${name}.${AWS_REGION}.${suffix}/`,
  );
}

/** Signature Version 4 of a `POST /`. */
function signedHeaders({ name, target }: StoreService, { host }: URL, body: string): Record<string, string> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION = "" } = process.env;
  const time = new Date().toISOString().replace(/[-:]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/${AWS_REGION}/${name}/aws4_request`;
  const headers: Record<string, string> = {
    "content-type": "application/x-amz-json-1.1",
    host,
    "x-amz-date": time,
    ...(AWS_SESSION_TOKEN && { "x-amz-security-token": AWS_SESSION_TOKEN }),
    "x-amz-target": target,
  };
  const signedNames = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([header, value]) => `${header}:${value}\n`);
  const request = `POST\n/\n\n${lines.join("")}\n${signedNames}\n${sha256(body)}`;
  const key = scope.split("/").reduce<Buffer | string>(hmac, `AWS4${AWS_SECRET_ACCESS_KEY}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(request)}`).toString("hex");
  const { host: _host, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${AWS_ACCESS_KEY_ID}/${scope}, SignedHeaders=${signedNames}, Signature=${signature}`,
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: Buffer | string, text: string): Buffer => createHmac("sha256", key).update(text).digest();
