import { Sha256 } from "@aws-crypto/sha256-js";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { sign } from "aws4";
import { expect } from "chai";
import type { SignedRequest } from "../../../local/signature";
import { arrived, KEYS, NOW_MS, verify } from "./requests";

const HOST = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com";
const AMZ_DATE = "20261122T100000Z";
const SCOPE = { service: "execute-api", region: "eu-west-1" };

const PATHS = [
  "/",
  "/dev/pets",
  "/dev/a%20b",
  "/dev/caf%C3%A9/%E1%88%B4",
  "/dev/a%2Fb",
  "/dev/%252F",
  "/dev/a+b",
  "/dev//pets//",
  "/dev/./x/../pets",
  "/dev/~a.b-c_d/(e)*'!:@&=$;,",
  "/dev/%7Eencoded%2Dtoo",
];

const QUERIES: readonly Record<string, string | string[]>[] = [
  {},
  { limit: "10" },
  { empty: "" },
  { b: "2", a: "1", A: "0", "a-": "3", "a.b": "4" },
  { tag: ["b", "a", "a", "é"] },
  { space: "a b", plus: "a+b", slash: "a/b", equals: "a=b&c", percent: "100%" },
  { "näme[]": "wért ሴ", "~-._": "!'()*" },
];

const BODIES = ["", '{"petName":"Luna"}', "é ሴ 🐈", "a=b&c=d+e"];

const HEADERS: readonly Record<string, string>[] = [
  {},
  { "content-type": "application/json", "x-amz-meta": "  a   b  ", accept: "*/*" },
];

interface Case {
  readonly path: string;
  readonly query: Record<string, string | string[]>;
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** Every path with every query, and bodies and headers in turn, so that the table stays quick. */
const CASES: readonly Case[] = PATHS.flatMap((path, p) =>
  QUERIES.map((query, q) => ({
    path,
    query,
    body: BODIES[(p + q) % BODIES.length]!,
    headers: HEADERS[(p * QUERIES.length + q) % HEADERS.length]!,
  })),
);

const smithy = new SignatureV4({ ...SCOPE, credentials: KEYS, sha256: Sha256 });
const titleOf = ({ path, query, body }: Case) => `${path}?${toQueryString(query)} ${body}`;

describe("a request signed by @smithy/signature-v4", () => {
  it("holds in the header, and not with another body", async () => {
    for (const request of CASES) {
      const signed = await smithy.sign(toSmithy(request), { signingDate: new Date(NOW_MS) });

      const received = fromSmithy(signed, request.body);

      expect(verify(received), titleOf(request)).to.include({ ok: true, sessionToken: KEYS.sessionToken });
      expect(verify({ ...received, body: Buffer.from("x") }), titleOf(request)).to.include({ ok: false });
    }
  });

  it("holds in the query, and not with another query", async () => {
    for (const request of CASES) {
      const presigned = await smithy.presign(toSmithy(request), {
        signingDate: new Date(NOW_MS),
        expiresIn: 60,
      });

      const received = fromSmithy(presigned, request.body);

      expect(verify(received), titleOf(request)).to.include({ ok: true, sessionToken: KEYS.sessionToken });
      expect(verify({ ...received, query: `${received.query}&x=1` }), titleOf(request)).to.include({
        ok: false,
      });
    }
  });
});

describe("a request signed by aws4", () => {
  it("holds in the header, and not for another path", () => {
    for (const request of CASES) {
      const received = signWithAws4(request, false);

      expect(verify(received), titleOf(request)).to.include({ ok: true, sessionToken: KEYS.sessionToken });
      expect(verify({ ...received, path: `${received.path}x` }), titleOf(request)).to.include({ ok: false });
    }
  });

  it("holds in the query, and not for another path", () => {
    for (const request of CASES) {
      const received = signWithAws4(request, true);

      expect(verify(received), titleOf(request)).to.include({ ok: true, sessionToken: KEYS.sessionToken });
      expect(verify({ ...received, path: `${received.path}x` }), titleOf(request)).to.include({ ok: false });
    }
  });

  it("holds when a space in the query travels as +", () => {
    const received = signWithAws4({ path: "/dev", query: { q: "a b" }, body: "", headers: {} }, false);

    expect(received.query).to.equal("q=a%20b");
    expect(verify({ ...received, query: "q=a+b" })).to.include({ ok: true });
    expect(verify({ ...received, query: "q=a%2Bb" })).to.include({ ok: false });
  });

  it("holds for S3, whose paths are encoded once and kept as they are", () => {
    for (const path of ["/bucket/a%20b", "/bucket//a/../b", "/bucket/caf%C3%A9"]) {
      const received = signWithAws4({ path, query: {}, body: "x", headers: {} }, false, "s3");

      expect(verify(received, { service: "s3", pathStyle: "s3" }), path).to.include({ ok: true });
      expect(verify(received, { service: "s3" }), path).to.include({ ok: false });
    }
  });
});

function toSmithy({ path, query, body, headers }: Case): HttpRequest {
  const contents = body === "" ? {} : { body };
  return new HttpRequest({
    method: "POST",
    hostname: HOST,
    path,
    query,
    headers: { ...headers, host: HOST },
    ...contents,
  });
}

function fromSmithy(
  signed: { path: string; query?: unknown; headers: Record<string, string> },
  body: string,
): SignedRequest {
  const query = toQueryString(signed.query as Case["query"]);
  const target = query === "" ? signed.path : `${signed.path}?${query}`;
  return arrived({ method: "POST", target, headers: Object.entries(signed.headers), body });
}

function signWithAws4(request: Case, signQuery: boolean, service = SCOPE.service): SignedRequest {
  const { path, query, body, headers } = request;
  const date = signQuery ? `X-Amz-Date=${AMZ_DATE}` : "";
  const target = [toQueryString(query), date].filter((part) => part !== "").join("&");
  const signed = sign(
    {
      ...SCOPE,
      service,
      method: "POST",
      host: HOST,
      path: target === "" ? path : `${path}?${target}`,
      headers: { ...headers, ...(signQuery ? {} : { "X-Amz-Date": AMZ_DATE }) },
      body,
      signQuery,
    },
    KEYS,
  );
  const sent = Object.entries(signed.headers ?? {}).map(([name, value]) => [name, String(value)] as const);
  return arrived({ method: "POST", target: signed.path ?? "/", headers: sent, body });
}

function toQueryString(query: Case["query"]): string {
  return Object.entries(query)
    .flatMap(([name, values]) =>
      [values].flat().map((value) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
    )
    .join("&");
}
