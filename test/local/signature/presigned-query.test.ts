import { Sha256 } from "@aws-crypto/sha256-js";
import { SignatureV4 } from "@smithy/signature-v4";
import { expect } from "chai";
import { KEYS, NOW_MS, verify } from "./requests";
import { MISMATCH, MINUTE, presigned, signed, unsigned } from "./signed-requests";

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
