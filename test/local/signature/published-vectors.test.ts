import { expect } from "chai";
import { createHash } from "node:crypto";
import type { SignedRequest, VerifyOptions } from "../../../local/signature";
import { VECTORS, VECTOR_VALUES, type Vector } from "./published-vectors";
import { arrived, verify } from "./requests";

const { accessKeyId, date, expiresSeconds, host, region, secretAccessKey, service } = VECTOR_VALUES;
const CREDENTIAL = `${accessKeyId}/20150830/${region}/${service}/aws4_request`;

describe("AWS's published signatures", () => {
  for (const vector of VECTORS) {
    it(`${vector.name}: holds in the header`, () => {
      expect(verify(inHeader(vector), optionsFor(vector))).to.include({ ok: true, accessKeyId });
    });
    it(`${vector.name}: holds in the query`, () => {
      expect(verify(inQuery(vector), optionsFor(vector))).to.include({ ok: true, accessKeyId });
    });
    it(`${vector.name}: does not hold for another method`, () => {
      expect(verify({ ...inHeader(vector), method: "PUT" }, optionsFor(vector))).to.include({ ok: false });
      expect(verify({ ...inQuery(vector), method: "PUT" }, optionsFor(vector))).to.include({ ok: false });
    });
  }
});

function optionsFor(vector: Vector): Partial<VerifyOptions> {
  return {
    region,
    service,
    nowMs: Date.UTC(2015, 7, 30, 12, 36),
    findSecret: (_, sessionToken) => (sessionToken === vector.sessionToken ? { secretAccessKey } : "unknown"),
    pathStyle: vector.pathStyle ?? "normalized",
    queryTokenAfterSigning: vector.tokenAfterSigning ?? false,
  };
}

function inHeader(vector: Vector): SignedRequest {
  const headers = [...headersOf(vector), ["X-Amz-Date", date] as const];
  if (vector.body)
    headers.push(["x-amz-content-sha256", createHash("sha256").update(vector.body).digest("hex")]);
  const token = vector.sessionToken ? [["X-Amz-Security-Token", vector.sessionToken] as const] : [];
  const signedHeaders = signed([...headers, ...(vector.tokenAfterSigning ? [] : token)]);
  const authorization = `AWS4-HMAC-SHA256 Credential=${CREDENTIAL}, SignedHeaders=${signedHeaders}, Signature=${vector.inHeader}`;
  return toRequest(vector, "", [...headers, ...token, ["Authorization", authorization]]);
}

function inQuery(vector: Vector): SignedRequest {
  const headers = headersOf(vector);
  const parameters = new URLSearchParams({
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": CREDENTIAL,
    "X-Amz-Date": date,
    "X-Amz-SignedHeaders": signed(headers),
    "X-Amz-Expires": String(expiresSeconds),
    ...(vector.sessionToken ? { "X-Amz-Security-Token": vector.sessionToken } : {}),
    "X-Amz-Signature": vector.inQuery,
  });
  return toRequest(vector, parameters.toString(), headers);
}

type Headers = (readonly [name: string, value: string])[];

function headersOf(vector: Vector): Headers {
  const length: Headers = vector.body ? [["Content-Length", String(vector.body.length)]] : [];
  return [["Host", host], ...(vector.headers ?? []), ...length];
}

const signed = (headers: Headers): string =>
  [...new Set(headers.map(([name]) => name.toLowerCase()))].sort().join(";");

function toRequest(vector: Vector, parameters: string, headers: Headers): SignedRequest {
  const space = vector.request.indexOf(" ");
  const target = vector.request.slice(space + 1);
  const joined = parameters === "" ? target : `${target}${target.includes("?") ? "&" : "?"}${parameters}`;
  return arrived({
    method: vector.request.slice(0, space),
    target: joined,
    headers,
    ...(vector.body ? { body: vector.body } : {}),
  });
}
