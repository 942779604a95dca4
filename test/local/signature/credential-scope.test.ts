import { expect } from "chai";
import { readScope } from "../../../local/signature";
import { KEYS, verify } from "./requests";
import { presigned, signed, withAuthorization, withHeader } from "./signed-requests";

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
