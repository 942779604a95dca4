import { Sha256 } from "@aws-crypto/sha256-js";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { expect } from "chai";
import { createHash, createHmac } from "node:crypto";
import { messageWithExpectedStrings, readScope, type SignedRequest } from "../../../local/signature";
import { arrived, KEYS, NOW_MS, verify } from "./requests";

const HOST = "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com";
const BODY = '{"petName":"Luna"}';
const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
const MINUTE = 60_000;

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

const unsigned = (headers: Signing["headers"] = {}) =>
  new HttpRequest({
    method: "POST",
    hostname: HOST,
    path: "/dev/pets",
    query: { limit: "10" },
    headers: { host: HOST, "content-type": "application/json", ...headers },
    body: BODY,
  });

async function signed(signing: Signing = {}): Promise<SignedRequest> {
  const request = await signerFor(signing).sign(unsigned(signing.headers), {
    signingDate: new Date(signing.at ?? NOW_MS),
  });
  const headers = Object.entries(request.headers);
  return arrived({ method: "POST", target: "/dev/pets?limit=10", headers, body: BODY });
}

async function presigned(signing: Signing & { readonly expiresSeconds: number }): Promise<SignedRequest> {
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

const withHeader = (request: SignedRequest, name: string, ...values: string[]): SignedRequest => ({
  ...request,
  headers: { ...request.headers, [name]: values },
});
const withoutHeader = (request: SignedRequest, name: string): SignedRequest => {
  const { [name]: _, ...headers } = request.headers;
  return { ...request, headers };
};
const authorizationOf = (request: SignedRequest): string => request.headers["authorization"]![0]!;
const withAuthorization = (request: SignedRequest, edit: (value: string) => string): SignedRequest =>
  withHeader(request, "authorization", edit(authorizationOf(request)));
/** Puts the right signature on a request that was refused for its signature. */
const signAsExpected = (request: SignedRequest): SignedRequest => {
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
const sha256Base64 = (text: string): string => createHash("sha256").update(text).digest("base64");

describe("a request that was changed after it was signed", () => {
  const changes: Record<string, (request: SignedRequest) => SignedRequest> = {
    "another method": (request) => ({ ...request, method: "GET" }),
    "another path": (request) => ({ ...request, path: "/dev/users" }),
    "another query": (request) => ({ ...request, query: "limit=1000" }),
    "a parameter more": (request) => ({ ...request, query: "limit=10&x=" }),
    "a parameter named X-Amz-Signature more": (request) => ({
      ...request,
      query: "limit=10&X-Amz-Signature=",
    }),
    "another body": (request) => ({ ...request, body: Buffer.from("{}") }),
    "no body": (request) => ({ ...request, body: Buffer.alloc(0) }),
    "another body with its own hash in the header": (request) => {
      const body = Buffer.from("{}");
      return {
        ...withHeader(request, "x-amz-content-sha256", createHash("sha256").update(body).digest("hex")),
        body,
      };
    },
    "another body that calls itself unsigned": (request) => ({
      ...withHeader(request, "x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
      body: Buffer.from("{}"),
    }),
    "another host": (request) => withHeader(request, "host", "other.execute-api.eu-west-1.amazonaws.com"),
    "a second host": (request) => withHeader(request, "host", HOST, "other.example.com"),
    "another value of a signed header": (request) => withHeader(request, "content-type", "text/plain"),
    "a signed header twice": (request) =>
      withHeader(request, "content-type", "application/json", "application/json"),
    "a signed header taken away": (request) => withoutHeader(request, "content-type"),
    "another moment within the window": (request) => withHeader(request, "x-amz-date", "20261122T100001Z"),
    "a signature shortened by a digit": (request) =>
      withAuthorization(request, (value) => value.slice(0, -1)),
    "a signature of another length": (request) => withAuthorization(request, (value) => `${value}00`),
    "a signature in upper case": (request) =>
      withAuthorization(request, (value) =>
        value.replace(/Signature=\w+/, (found) => `Signature=${found.slice(10).toUpperCase()}`),
      ),
    "a signature that is not text of bytes": (request) =>
      withAuthorization(request, (value) => value.replace(/Signature=\w+/, `Signature=${"é".repeat(32)}`)),
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`is refused: ${name}`, async () => {
      const request = await signed();

      expect(verify(request)).to.include({ ok: true });
      expect(verify(change(request))).to.include({ error: "InvalidSignature", message: MISMATCH });
    });
  }

  it("is refused when it signs a header that is not there, even by a signature over what is there", async () => {
    const request = withAuthorization(await signed(), (value) =>
      value.replace("SignedHeaders=", "SignedHeaders=a-header;"),
    );

    expect(verify(signAsExpected(request))).to.include({
      error: "InvalidSignature",
      message: MISMATCH,
      explanation: "signed headers are absent: a-header",
    });
  });

  it("is refused when the hash it signed is not the hash of its body", async () => {
    const request = await signed({ headers: { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } });

    expect(verify(request)).to.include({ error: "InvalidSignature", message: MISMATCH });
  });

  it("is refused when an unsigned hash contradicts the body", async () => {
    const request = withHeader(
      await presigned({ expiresSeconds: 60 }),
      "x-amz-content-sha256",
      "0".repeat(64),
    );

    expect(verify(request)).to.include({
      error: "InvalidSignature",
      message: MISMATCH,
      explanation: "x-amz-content-sha256 is not the hash of the body that arrived",
    });
  });

  it("holds when headers that are not signed were added or changed", async () => {
    const request = withHeader(await signed(), "x-forwarded-for", "127.0.0.1");

    expect(verify(request)).to.include({ ok: true });
  });

  it("is refused with a character that no byte can hold in place of one it resembles", async () => {
    const request = await signed({ headers: { "x-amz-owner": "4" } });

    expect(verify(withHeader(request, "x-amz-owner", "4"))).to.include({ ok: true });
    expect(verify(withHeader(request, "x-amz-owner", "\u1234"))).to.include({ ok: false });
  });
});

describe("a signature by the wrong key", () => {
  it("is refused with another secret, and the answer may say what should have been signed", async () => {
    const verification = verify(await signed({ secretAccessKey: "another" }));

    expect(verification).to.include({ ok: false, error: "InvalidSignature", message: MISMATCH });
    if (verification.ok) throw new Error("unreachable");
    expect(verification.stringToSign).to.match(
      /^AWS4-HMAC-SHA256\n20261122T100000Z\n20261122\/eu-west-1\/execute-api\/aws4_request\n[0-9a-f]{64}$/,
    );
    expect(messageWithExpectedStrings(verification)).to.equal(
      `${MISMATCH}\n\nThe Canonical String for this request should have been\n'${verification.canonicalRequest}'` +
        `\n\nThe String-to-Sign should have been\n'${verification.stringToSign}'\n`,
    );
    expect(messageWithExpectedStrings(verification)).not.to.include(KEYS.secretAccessKey);
  });

  it("is refused after a good one, although the signing key of that is kept", async () => {
    expect(verify(await signed())).to.include({ ok: true });
    expect(verify(await signed({ secretAccessKey: "another" }))).to.include({ ok: false });
    expect(verify(await signed(), { findSecret: () => ({ secretAccessKey: "changed" }) })).to.include({
      ok: false,
    });
  });

  for (const [name, token] of [
    ["altered", `${KEYS.sessionToken}x`],
    ["empty", ""],
  ] as const) {
    it(`is refused with an ${name} session token`, async () => {
      expect(verify(withHeader(await signed(), "x-amz-security-token", token))).to.include({
        error: "UnrecognizedClient",
        message: "The security token included in the request is invalid.",
      });
    });
  }

  it("is refused without the session token, and with an unknown access key", async () => {
    const request = await signed();
    const unknown = { error: "UnrecognizedClient" };

    expect(verify(withoutHeader(request, "x-amz-security-token"))).to.include(unknown);
    expect(verify(withAuthorization(request, (value) => value.replace("ASIAIOSF", "ASIAXXXX")))).to.include(
      unknown,
    );
  });

  it("is refused when the session has ended", async () => {
    expect(verify(await signed(), { findSecret: () => "expired" })).to.include({
      error: "ExpiredToken",
      message: "The security token included in the request is expired",
    });
  });
});

describe("a clock that is off", () => {
  const rows = [
    { skewMinutes: 5, minutes: -5, isRefused: false },
    { skewMinutes: 5, minutes: 5, isRefused: false },
    { skewMinutes: 15, minutes: -15, isRefused: false },
    { skewMinutes: 15, minutes: 15, isRefused: false },
    { skewMinutes: 5, minutes: -6, isRefused: true },
    { skewMinutes: 5, minutes: 6, isRefused: true },
    { skewMinutes: 15, minutes: -20, isRefused: true },
    { skewMinutes: 15, minutes: 20, isRefused: true },
  ];
  for (const { skewMinutes, minutes, isRefused } of rows) {
    it(`by ${minutes} minutes is ${isRefused ? "refused" : "accepted"} within ${skewMinutes}`, async () => {
      const verification = verify(await signed({ at: NOW_MS + minutes * MINUTE }), { skewMinutes });

      expect(verification.ok).to.equal(!isRefused);
    });
  }

  it("is reported as expired in AWS's words", async () => {
    expect(verify(await signed({ at: NOW_MS - 20 * MINUTE }), { skewMinutes: 15 })).to.include({
      error: "InvalidSignature",
      message:
        "Signature expired: 20261122T094000Z is now earlier than 20261122T094500Z (20261122T100000Z - 15 min.)",
    });
  });

  it("is reported as not yet current in AWS's words", async () => {
    expect(verify(await signed({ at: NOW_MS + 20 * MINUTE }), { skewMinutes: 5 })).to.include({
      error: "InvalidSignature",
      message:
        "Signature not yet current: 20261122T102000Z is still later than 20261122T100500Z (20261122T100000Z + 5 min.)",
    });
  });
});

describe("a presigned request", () => {
  it("holds until it expires, longer than the clock may be off", async () => {
    const request = await presigned({ expiresSeconds: 3600 });

    expect(verify(request, { nowMs: NOW_MS + 60 * MINUTE })).to.include({ ok: true });
    expect(verify(request, { nowMs: NOW_MS + 60 * MINUTE + 1000 })).to.include({
      error: "InvalidSignature",
      message:
        "Signature expired: 20261122T100000Z is now earlier than 20261122T100001Z (20261122T110001Z - 60 min.)",
    });
  });

  it("is refused a second after a lifetime shorter than the clock may be off", async () => {
    const request = await presigned({ expiresSeconds: 60 });

    expect(verify(request, { nowMs: NOW_MS + 61_000 })).to.include({ error: "InvalidSignature" });
  });

  it("is refused long before its time", async () => {
    const request = await presigned({ expiresSeconds: 3600, at: NOW_MS + 10 * MINUTE });

    expect(verify(request)).to.include({ error: "InvalidSignature" });
  });

  it("is refused when its lifetime was prolonged", async () => {
    const request = await presigned({ expiresSeconds: 60 });
    const query = request.query.replace("X-Amz-Expires=60", "X-Amz-Expires=6000");

    expect(verify({ ...request, query })).to.include({ error: "InvalidSignature", message: MISMATCH });
  });

  for (const [expires, message] of [
    ["604801", "X-Amz-Expires must be less than a week (in seconds) that is 604800"],
    ["-1", "X-Amz-Expires must be non-negative"],
    ["1e9", "X-Amz-Expires should be a number"],
    ["", "X-Amz-Expires should be a number"],
  ] as const) {
    it(`is refused with X-Amz-Expires=${expires}`, async () => {
      const request = await presigned({ expiresSeconds: 60 });
      const query = request.query.replace("X-Amz-Expires=60", `X-Amz-Expires=${expires}`);

      expect(verify({ ...request, query })).to.include({ error: "IncompleteSignature", message });
    });
  }

  it("counts the first of a repeated parameter, and still signs both", async () => {
    const request = await presigned({ expiresSeconds: 60 });
    const query = `${request.query}&X-Amz-Expires=6000`;

    expect(verify({ ...request, query })).to.include({ error: "InvalidSignature", message: MISMATCH });
    expect(verify({ ...request, query }, { nowMs: NOW_MS + 2 * MINUTE })).to.have.property(
      "message",
      "Signature expired: 20261122T100000Z is now earlier than 20261122T100100Z (20261122T100200Z - 1 min.)",
    );
  });

  it("names all parameters that are absent", async () => {
    const query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261122T100000Z";

    expect(verify({ ...(await presigned({ expiresSeconds: 60 })), query })).to.include({
      error: "IncompleteSignature",
      message:
        "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Signature'. " +
        "AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the query-string parameters.",
    });
  });

  it("is refused beside an Authorization header", async () => {
    const request = await signed();
    const { query } = await presigned({ expiresSeconds: 60 });

    expect(verify({ ...request, query })).to.include({
      error: "InvalidSignature",
      message: "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    });
  });

  it("must have its session token inside the signature unless the service expects otherwise", async () => {
    const withoutToken = new SignatureV4({
      credentials: { accessKeyId: KEYS.accessKeyId, secretAccessKey: KEYS.secretAccessKey },
      region: "eu-west-1",
      service: "execute-api",
      sha256: Sha256,
    });
    const { query } = await withoutToken.presign(unsigned(), {
      signingDate: new Date(NOW_MS),
      expiresIn: 60,
    });
    const parameters = new URLSearchParams(query as Record<string, string>);
    parameters.set("X-Amz-Security-Token", KEYS.sessionToken);
    const request = { ...(await presigned({ expiresSeconds: 60 })), query: parameters.toString() };

    expect(verify(request)).to.include({ error: "InvalidSignature", message: MISMATCH });
    expect(verify(request, { queryTokenAfterSigning: true })).to.include({ ok: true });
  });
});

describe("a session token in the header", () => {
  it("may be added after signing, but must still belong to the access key", async () => {
    const signer = new SignatureV4({
      credentials: { accessKeyId: KEYS.accessKeyId, secretAccessKey: KEYS.secretAccessKey },
      region: "eu-west-1",
      service: "execute-api",
      sha256: Sha256,
    });
    const { headers } = await signer.sign(unsigned(), { signingDate: new Date(NOW_MS) });
    const request = arrived({
      method: "POST",
      target: "/dev/pets?limit=10",
      headers: Object.entries(headers),
      body: BODY,
    });

    expect(verify(withHeader(request, "x-amz-security-token", KEYS.sessionToken))).to.include({ ok: true });
    expect(verify(withHeader(request, "x-amz-security-token", "another"))).to.include({
      error: "UnrecognizedClient",
    });
  });
});

describe("a signature for something else", () => {
  it("is refused for another region", async () => {
    expect(verify(await signed({ region: "us-east-1" }))).to.include({
      error: "InvalidSignature",
      message: "Credential should be scoped to a valid region, not 'us-east-1'.",
    });
  });

  it("is refused for another service", async () => {
    expect(verify(await signed({ service: "dynamodb" }))).to.include({
      error: "InvalidSignature",
      message: "Credential should be scoped to correct service: 'execute-api'.",
    });
  });

  it("is refused for another day", async () => {
    const request = withAuthorization(await signed(), (value) => value.replace("/20261122/", "/20261121/"));

    expect(verify(request)).to.include({
      error: "InvalidSignature",
      message:
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20261121' != '20261122', from '20261122T100000Z'.",
    });
  });

  it("is refused with everything that is wrong in its scope in one message", async () => {
    const request = withAuthorization(await signed({ region: "us-east-1", service: "lambda" }), (value) =>
      value.replace("aws4_request", "aws5_request"),
    );

    expect(verify(request)).to.have.property(
      "message",
      "Credential should be scoped to a valid region, not 'us-east-1'. Credential should be scoped to correct service: 'execute-api'. " +
        "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.",
    );
  });

  it("is refused for a service whose name has other upper and lower case", async () => {
    expect(verify(await signed({ service: "Execute-Api" }))).to.include({ error: "InvalidSignature" });
  });
});

describe("what must be signed", () => {
  it("includes the host", async () => {
    const request = withAuthorization(await signed(), (value) => value.replace(";host;", ";"));

    expect(verify(request)).to.include({
      error: "InvalidSignature",
      message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    });
  });

  it("includes the operation of a JSON service", async () => {
    const request = withHeader(await signed(), "x-amz-target", "DynamoDB_20120810.DeleteTable");

    expect(verify(request)).to.include({
      error: "InvalidSignature",
      message: "'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.",
    });
  });

  it("is looked up among the headers that arrived, and nowhere else", async () => {
    const request = withAuthorization(await signed(), (value) =>
      value.replace("SignedHeaders=", "SignedHeaders=constructor;__proto__;"),
    );

    expect(verify(request)).to.include({ error: "InvalidSignature", message: MISMATCH });
  });
});

describe("an Authorization header that is no signature", () => {
  const incomplete = "IncompleteSignature";
  const allMissing = (authorization: string) =>
    "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. " +
    "Authorization header requires 'SignedHeaders' parameter. " +
    `(Hashed with SHA-256 and encoded with Base64) Authorization=${sha256Base64(authorization)}`;
  const notKeyValue = (authorization: string) =>
    "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): " +
    `'${sha256Base64(authorization)}'.`;
  const rows = [
    {
      authorization: "",
      error: "MissingAuthenticationToken",
      message: "Request is missing Authentication Token",
    },
    { authorization: "AWS4-HMAC-SHA256", error: incomplete, message: allMissing("AWS4-HMAC-SHA256") },
    { authorization: "allow", error: incomplete, message: allMissing("allow") },
    { authorization: "Bearer eyJhbGciOi", error: incomplete, message: notKeyValue("Bearer eyJhbGciOi") },
    { authorization: "Bearer a=b", error: incomplete, message: allMissing("Bearer a=b") },
    {
      authorization: "AWS4-HMAC-SHA256 Credential= AKID/1/2/3/4",
      error: incomplete,
      message: notKeyValue("AWS4-HMAC-SHA256 Credential= AKID/1/2/3/4"),
    },
    {
      authorization: "AWS4-HMAC-SHA512 Credential=a, SignedHeaders=host, Signature=0",
      error: incomplete,
      message: "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'.",
    },
    {
      authorization: "Basic Credential=a, SignedHeaders=host, Signature=0",
      error: incomplete,
      message: "Unsupported AWS 'algorithm': 'Basic'.",
    },
    {
      authorization: "AWS4-HMAC-SHA256 Credential=AKID/20261122/eu-west-1, SignedHeaders=host, Signature=0",
      error: incomplete,
      message:
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKID/20261122/eu-west-1'",
    },
  ];
  for (const { authorization, error, message } of rows) {
    it(`is refused: '${authorization}'`, async () => {
      expect(verify(withHeader(await signed(), "authorization", authorization))).to.include({
        ok: false,
        error,
        message,
      });
    });
  }

  it("is no credential at all for DynamoDB", async () => {
    const request = withHeader(await signed(), "authorization", "Bearer eyJhbGciOi");

    expect(verify(request, { service: "dynamodb" })).to.include({ error: "MissingAuthenticationToken" });
  });

  it("is missing: the request has no authentication token", async () => {
    expect(verify(withoutHeader(await signed(), "authorization"))).to.include({
      error: "MissingAuthenticationToken",
      message: "Request is missing Authentication Token",
    });
  });

  it("lacks a date", async () => {
    const request = withoutHeader(await signed(), "x-amz-date");

    expect(verify(request)).to.include({
      error: incomplete,
      message:
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. " +
        `(Hashed with SHA-256 and encoded with Base64) Authorization=${sha256Base64(authorizationOf(request))}`,
    });
  });

  for (const date of [
    "20261122T100000.123Z",
    "2026-11-22T10:00:00Z",
    "20261322T100000Z",
    "20261122T256000Z",
    "now",
  ]) {
    it(`has a date that is not in basic format: ${date}`, async () => {
      expect(verify(withHeader(await signed(), "x-amz-date", date))).to.include({
        error: incomplete,
        message: `Date must be in ISO-8601 'basic format'. Got '${date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
      });
    });
  }
});

describe("several faults at once", () => {
  it("are reported in AWS's order: the clock before the scope, the scope before the key", async () => {
    const late = await signed({ at: NOW_MS - 60 * MINUTE, region: "us-east-1", secretAccessKey: "another" });
    const foreign = await signed({ region: "us-east-1", secretAccessKey: "another" });
    const findSecret = () => "unknown" as const;

    expect(verify(late, { findSecret }))
      .to.have.property("message")
      .that.matches(/^Signature expired/);
    expect(verify(foreign, { findSecret }))
      .to.have.property("message")
      .that.matches(/valid region/);
    expect(verify(await signed({ secretAccessKey: "another" }), { findSecret })).to.include({
      error: "UnrecognizedClient",
    });
  });

  it("do not reach the credentials until form, clock and scope are right", async () => {
    let asked = 0;
    const findSecret = () => (asked++, "unknown" as const);
    verify(await signed({ at: NOW_MS - 60 * MINUTE }), { findSecret });
    verify(await signed({ region: "us-east-1" }), { findSecret });

    expect(asked).to.equal(0);
  });
});

describe("readScope", () => {
  const scope = {
    accessKeyId: KEYS.accessKeyId,
    date: "20261122",
    region: "eu-west-1",
    service: "execute-api",
  };

  it("reads the claimed scope from the header and from the query", async () => {
    expect(readScope(await signed())).to.deep.equal(scope);
    expect(readScope(await presigned({ expiresSeconds: 60 }))).to.deep.equal(scope);
  });

  for (const authorization of [
    "",
    "Bearer x",
    "AWS4-HMAC-SHA256 Credential=a/b/c",
    "AWS4-HMAC-SHA256 XCredential=a/b/c/d/e",
  ]) {
    it(`finds none in '${authorization}'`, async () => {
      expect(readScope(withHeader(await signed(), "authorization", authorization))).to.equal(undefined);
    });
  }
});
