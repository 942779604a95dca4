import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { expect } from "chai";
import { createHash } from "node:crypto";
import { messageWithExpectedStrings, type SignedRequest } from "../../../local/signature";
import { arrived, KEYS, NOW_MS, verify } from "./requests";
import {
  HOST,
  MISMATCH,
  MINUTE,
  BODY,
  presigned,
  signAsExpected,
  signed,
  unsigned,
  withAuthorization,
  withHeader,
  withoutHeader,
} from "./signed-requests";

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
