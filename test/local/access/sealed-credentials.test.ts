import { expect } from "chai";
import { Credentials } from "../../../local/access/sealed-credentials";
import { countedBytes, credentials, NOW_MS, session } from "./principals";

const UNKNOWN = "unknown";

describe("temporary credentials", () => {
  it("have the shape of AWS's", () => {
    const issued = credentials().issue(session, 3600);

    expect(issued.accessKeyId).to.match(/^ASIA[A-Z2-7]{16}$/);
    expect(issued.secretAccessKey).to.match(/^[A-Za-z0-9+/]{40}$/);
    expect(issued.expirationMs).to.equal(NOW_MS + 3_600_000);
  });

  it("resolve to the principal, with the access key and the time of issue", () => {
    const issuer = credentials();
    const { accessKeyId, sessionToken, secretAccessKey } = issuer.issue(session, 3600);

    expect(issuer.resolve(accessKeyId, sessionToken)).to.deep.equal({
      ...session,
      accessKeyId,
      context: { ...session.context, "aws:TokenIssueTime": "2026-11-22T10:00:00Z" },
    });
    expect(issuer.findSecret(accessKeyId, sessionToken)).to.include({ secretAccessKey });
  });

  it("survive a restart with the same master key", () => {
    const { accessKeyId, sessionToken, secretAccessKey } = credentials().issue(session, 3600);
    const restarted = credentials();

    expect(restarted.findSecret(accessKeyId, sessionToken)).to.include({ secretAccessKey });
    expect(restarted.resolve(accessKeyId, sessionToken)).to.include({ arn: session.arn });
  });

  it("are never the same twice, and do not show the principal", () => {
    const issuer = credentials();
    const [first, second] = [issuer.issue(session, 3600), issuer.issue(session, 3600)];

    expect(first.accessKeyId).not.to.equal(second.accessKeyId);
    expect(first.secretAccessKey).not.to.equal(second.secretAccessKey);
    expect(first.sessionToken).not.to.equal(second.sessionToken);
    expect(Buffer.from(first.sessionToken, "base64").toString("latin1")).not.to.include("signed-in");
  });

  it("expire by the clock, also when the token was used before", () => {
    let nowMs = NOW_MS;
    const issuer = credentials({ nowMs: () => nowMs });
    const { accessKeyId, sessionToken } = issuer.issue(session, 900);

    nowMs += 899_999;
    expect(issuer.resolve(accessKeyId, sessionToken)).to.include({ arn: session.arn });
    nowMs += 1;
    expect(issuer.findSecret(accessKeyId, sessionToken)).to.equal("expired");
    expect(issuer.resolve(accessKeyId, sessionToken)).to.equal(undefined);
  });

  it("stay known when many others are used", () => {
    const issuer = credentials();
    const first = issuer.issue(session, 3600);
    for (let i = 0; i < 1500; i++) {
      const other = issuer.issue(session, 3600);
      expect(issuer.findSecret(other.accessKeyId, other.sessionToken)).not.to.equal(UNKNOWN);
    }

    expect(issuer.resolve(first.accessKeyId, first.sessionToken)).to.include({ arn: session.arn });
  });
});

describe("a session token", () => {
  it("is unknown after a change of any one character", () => {
    const issuer = credentials();
    const { accessKeyId, sessionToken } = issuer.issue(session, 3600);

    const accepted = Array.from(sessionToken).filter((character, at) => {
      const other = character === "A" ? "B" : "A";
      const altered = sessionToken.slice(0, at) + other + sessionToken.slice(at + 1);
      return issuer.findSecret(accessKeyId, altered) !== UNKNOWN;
    });

    expect(accepted).to.deep.equal([]);
  });

  const alterations: Record<string, (token: string) => string | undefined> = {
    absent: () => undefined,
    empty: () => "",
    "cut short": (token) => token.slice(0, -4),
    "made longer": (token) => `${token}AAAA`,
    "spaced out": (token) => `${token.slice(0, 8)} ${token.slice(8)}`,
    "in another alphabet": (token) => token.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""),
    "of another version": (token) => {
      const bytes = Buffer.from(token, "base64");
      bytes[0] = 2;
      return bytes.toString("base64");
    },
    "a version and nothing else": () => Buffer.of(1).toString("base64"),
    "the plain principal": () => Buffer.from(JSON.stringify(session)).toString("base64"),
  };
  for (const [name, alter] of Object.entries(alterations)) {
    it(`is unknown when it is ${name}`, () => {
      const issuer = credentials();
      const { accessKeyId, sessionToken } = issuer.issue(session, 3600);
      const altered = alter(sessionToken);

      expect(issuer.findSecret(accessKeyId, altered)).to.equal(UNKNOWN);
      expect(issuer.resolve(accessKeyId, altered)).to.equal(undefined);
    });
  }

  it("is unknown with another access key, whether or not it was used before", () => {
    const issuer = credentials();
    const [mine, theirs] = [issuer.issue(session, 3600), issuer.issue(session, 3600)];

    expect(issuer.findSecret(mine.accessKeyId, theirs.sessionToken)).to.equal(UNKNOWN);
    expect(issuer.findSecret(theirs.accessKeyId, theirs.sessionToken)).not.to.equal(UNKNOWN);
    expect(issuer.findSecret(mine.accessKeyId, theirs.sessionToken)).to.equal(UNKNOWN);
    expect(issuer.resolve(issuer.operator.accessKeyId, theirs.sessionToken)).to.equal(undefined);
  });

  it("is unknown under another master key", () => {
    const { accessKeyId, sessionToken } = credentials({ fill: 2 }).issue(session, 3600);

    expect(credentials().findSecret(accessKeyId, sessionToken)).to.equal(UNKNOWN);
  });
});

describe("the operator", () => {
  it("has long-term keys that follow from the master key", () => {
    expect(credentials().operator).to.deep.equal(credentials().operator);
    expect(credentials().operator.accessKeyId).to.match(/^AKIA[A-Z2-7]{16}$/);
    expect(credentials().operator.accessKeyId).not.to.equal(credentials({ fill: 2 }).operator.accessKeyId);
    expect(credentials().operator.secretAccessKey).to.match(/^[A-Za-z0-9+/]{40}$/);
  });

  it("is a user, and its keys take no session token", () => {
    const issuer = credentials();
    const { accessKeyId } = issuer.operator;

    expect(issuer.resolve(accessKeyId, undefined)).to.include({
      type: "User",
      arn: "arn:aws:iam::000000000000:user/operator",
      accessKeyId,
    });
    expect(issuer.resolve(accessKeyId, "")).to.equal(undefined);
    expect(issuer.findSecret("AKIAIOSFODNN7EXAMPLE", undefined)).to.equal(UNKNOWN);
  });
});

describe("the master key", () => {
  it("must have 32 bytes", () => {
    const make = () =>
      new Credentials({
        masterKey: Buffer.alloc(16),
        clock: { nowMs: () => NOW_MS },
        randomBytes: countedBytes(),
      });

    expect(make).to.throw("The master key must have 32 bytes; it has 16");
  });
});
