import { Sha256 } from "@aws-crypto/sha256-js";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { createHash, createHmac } from "node:crypto";
import type { SignedRequest } from "../../../local/signature";
import { arrived, KEYS, NOW_MS, verify } from "./requests";

export const HOST = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com";
export const BODY = '{"petName":"Luna"}';
export const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
export const MINUTE = 60_000;

interface Signing {
  readonly secretAccessKey?: string;
  readonly region?: string;
  readonly service?: string;
  readonly at?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const signerFor = ({ secretAccessKey, region = "eu-west-1", service = "execute-api" }: Signing) =>
  new SignatureV4({
    credentials: { ...KEYS, secretAccessKey: secretAccessKey ?? KEYS.secretAccessKey },
    region,
    service,
    sha256: Sha256,
  });

export const unsigned = (headers: Signing["headers"] = {}) =>
  new HttpRequest({
    method: "POST",
    hostname: HOST,
    path: "/dev/pets",
    query: { limit: "10" },
    headers: { host: HOST, "content-type": "application/json", ...headers },
    body: BODY,
  });

export async function signed(signing: Signing = {}): Promise<SignedRequest> {
  const request = await signerFor(signing).sign(unsigned(signing.headers), {
    signingDate: new Date(signing.at ?? NOW_MS),
  });
  const headers = Object.entries(request.headers);
  return arrived({ method: "POST", target: "/dev/pets?limit=10", headers, body: BODY });
}

export async function presigned(
  signing: Signing & { readonly expiresSeconds: number },
): Promise<SignedRequest> {
  const { query = {} } = await signerFor(signing).presign(unsigned(signing.headers), {
    signingDate: new Date(signing.at ?? NOW_MS),
    expiresIn: signing.expiresSeconds,
  });
  const target = `/dev/pets?${new URLSearchParams(query as Record<string, string>).toString()}`;
  return arrived({
    method: "POST",
    target,
    headers: [
      ["host", HOST],
      ["content-type", "application/json"],
    ],
    body: BODY,
  });
}

export const withHeader = (request: SignedRequest, name: string, ...values: string[]): SignedRequest => ({
  ...request,
  headers: { ...request.headers, [name]: values },
});
export const withoutHeader = (request: SignedRequest, name: string): SignedRequest => {
  const { [name]: _, ...headers } = request.headers;
  return { ...request, headers };
};
export const authorizationOf = (request: SignedRequest): string => request.headers["authorization"]![0]!;
export const withAuthorization = (request: SignedRequest, edit: (value: string) => string): SignedRequest =>
  withHeader(request, "authorization", edit(authorizationOf(request)));

/** Puts the right signature on a request that was refused for its signature. */
export const signAsExpected = (request: SignedRequest): SignedRequest => {
  const refusal = verify(request);
  if (refusal.ok || refusal.stringToSign === undefined) throw new Error("refused for another reason");
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = ["20261122", "eu-west-1", "execute-api", "aws4_request"].reduce<string | Buffer>(
    hmac,
    `AWS4${KEYS.secretAccessKey}`,
  );
  const signature = hmac(key, refusal.stringToSign).toString("hex");
  return withAuthorization(request, (value) => value.replace(/Signature=\w+/, `Signature=${signature}`));
};

export const sha256Base64 = (text: string): string => createHash("sha256").update(text).digest("base64");
