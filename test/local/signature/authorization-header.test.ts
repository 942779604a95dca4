import { expect } from "chai";
import { verify } from "./requests";
import { authorizationOf, sha256Base64, signed, withHeader, withoutHeader } from "./signed-requests";

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
