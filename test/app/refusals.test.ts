import { request as httpRequest } from "node:http";
import { expect } from "chai";
import { RunningApp, type Person, type SignedCall } from "./running-app";

const MINUTE_MS = 60_000;
const PET = { petType: "cat", petName: "Tom", petAge: 3 };

describe("at the door of the app", function () {
  this.timeout(60_000);
  const app = new RunningApp();
  let one: Person;
  let two: Person;
  before(async () => {
    await app.start();
    [one, two] = [await app.register(), await app.register()];
  });
  after(() => app.remove());

  describe("a request is refused as AWS refuses it", () => {
    const MISSING = "MissingAuthenticationTokenException";
    const SIGNATURE = "InvalidSignatureException";
    const TOKEN = "UnrecognizedClientException";
    const signed = (more: Partial<SignedCall> = {}): SignedCall => ({ as: one.keys, ...more });
    const body = JSON.stringify(PET);
    const CASES: readonly [string, string, () => SignedCall, number, string | null][] = [
      ["without a signature", "GET /pets", () => ({}), 403, MISSING],
      [
        "with a signature over another path",
        "GET /pets",
        () => signed({ sent: { path: "/v1/notes" } }),
        403,
        SIGNATURE,
      ],
      [
        "with a signature over another query",
        "GET /pets?limit=1",
        () => signed({ sent: { path: "/v1/pets?limit=2" } }),
        403,
        SIGNATURE,
      ],
      [
        "with a signature over another body",
        "POST /pets",
        () => signed({ body, sent: { body: JSON.stringify({ ...PET, petName: "Rex" }) } }),
        403,
        SIGNATURE,
      ],
      [
        "with a signature over another host",
        "GET /pets",
        () => signed({ headers: { host: "127.0.0.1:1" } }),
        403,
        SIGNATURE,
      ],
      [
        "with a signature for another region",
        "GET /pets",
        () => signed({ region: "us-east-2" }),
        403,
        SIGNATURE,
      ],
      [
        "with a signature for another service",
        "GET /pets",
        () => signed({ service: "dynamodb" }),
        403,
        SIGNATURE,
      ],
      [
        "with a clock 20 minutes behind",
        "GET /pets",
        () => signed({ at: Date.now() - 20 * MINUTE_MS }),
        403,
        SIGNATURE,
      ],
      [
        "with a clock 20 minutes ahead",
        "GET /pets",
        () => signed({ at: Date.now() + 20 * MINUTE_MS }),
        403,
        SIGNATURE,
      ],
      [
        "with a date that is not the signed one",
        "GET /pets",
        () =>
          signed({
            sent: {
              headers: {
                "x-amz-date": new Date()
                  .toISOString()
                  .replace(/[-:]|\.\d+/g, "")
                  .replace(/\d\dZ$/, "99Z"),
              },
            },
          }),
        403,
        null,
      ],
      [
        "with a wrong secret",
        "GET /pets",
        () => ({ as: { ...one.keys, secretAccessKey: "x" } }),
        403,
        SIGNATURE,
      ],
      [
        "with an altered session token",
        "GET /pets",
        () => ({ as: { ...one.keys, sessionToken: `${one.keys.sessionToken!.slice(0, -4)}AAAA` } }),
        403,
        TOKEN,
      ],
      [
        "with somebody else's session token",
        "GET /pets",
        () => ({ as: { ...one.keys, sessionToken: two.keys.sessionToken! } }),
        403,
        TOKEN,
      ],
      [
        "with an access key nobody has",
        "GET /pets",
        () => ({ as: { ...one.keys, accessKeyId: "ASIAAAAAAAAAAAAAAAAA" } }),
        403,
        TOKEN,
      ],
      ["for a path that does not exist", "GET /nothing", () => signed(), 403, MISSING],
      ["for a method that does not exist", "PUT /pets", () => signed({ body }), 403, MISSING],
      [
        "with a body that does not fit",
        "POST /pets",
        () => signed({ body: '{"petType":"cat"}' }),
        400,
        "BadRequestException",
      ],
      [
        "with a field that the schema does not name",
        "POST /pets",
        () => signed({ body: JSON.stringify({ ...PET, petId: "mine" }) }),
        400,
        "BadRequestException",
      ],
      [
        "with such a body under another content type",
        "POST /pets",
        () =>
          signed({
            body: JSON.stringify({ ...PET, petId: "mine" }),
            headers: { "content-type": "text/plain" },
          }),
        400,
        null,
      ],
      [
        "with a body over 10 MB",
        "POST /pets",
        () => signed({ body: `{"petType":"${"x".repeat(10 * 1024 * 1024)}"}` }),
        413,
        "RequestTooLargeException",
      ],
    ];
    for (const [what, route, call, status, type] of CASES) {
      it(`${what}: ${status}`, async () => {
        const answer = await app.call(route, call());

        expect([answer.status, answer.type], answer.text).to.deep.equal([status, type ?? answer.type]);
      });
    }

    it("with a role that is not granted the method: 403, the account masked, and the reason in the log only", async () => {
      const before = app.log.length;

      // API Gateway routes it to POST /pets, but what is granted is POST/pets without the slash.
      const answer = await app.call("POST /pets/", { as: two.keys, body });

      expect(answer.status).to.equal(403);
      expect(answer.type).to.equal("AccessDeniedException");
      expect(answer.json.Message).to.match(
        /^User: arn:aws:sts::000000000000:assumed-role\/[^ ]+\/CognitoIdentityCredentials is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:\*{8}0000:/,
      );
      expect(app.log.slice(before).join("\n")).to.match(
        /refused: 403 POST \/v1\/pets\/ by .*CognitoIdentityCredentials.*allow/i,
      );
    });

    it("to a Host that is not loopback: 403", async () => {
      const { port } = new URL(app.endpoint);
      const status = await new Promise<number | undefined>((resolve, reject) => {
        httpRequest(
          { host: "127.0.0.1", port, path: "/v1/pets", headers: { host: "evil.example" } },
          (response) => {
            response.resume();
            resolve(response.statusCode);
          },
        )
          .on("error", reject)
          .end();
      });

      expect(status).to.equal(403);
    });

    it("when a burst of logins is more than the throttle takes: 429", async () => {
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => app.call("POST /login", { body: "{}" })),
      );
      const throttled = answers.filter(({ status }) => status === 429);

      expect(throttled.length).to.be.within(1, 39);
      expect([throttled[0]!.type, throttled[0]!.json]).to.deep.equal([
        "TooManyRequestsException",
        { message: "Too Many Requests" },
      ]);
    });
  });

  describe("a page elsewhere", () => {
    it("is told by the preflight what it may send", async () => {
      const answer = await app.fetch("OPTIONS", `${app.outputs.url}/notes/x`, {
        headers: { origin: "http://localhost:4510", "access-control-request-method": "DELETE" },
      });

      expect(answer.status).to.equal(204);
      expect(answer.headers.get("access-control-allow-methods")).to.equal("GET,DELETE,OPTIONS");
      expect(answer.headers.get("access-control-allow-origin")).to.equal("http://localhost:4510");
    });

    it("may read answers and refusals from the configured origin only", async () => {
      const headers = { origin: "http://localhost:4510" };
      const ok = await app.call("GET /pets", { as: one.keys, headers });
      const refused = await app.call("GET /pets", { headers });

      expect(ok.headers.get("access-control-allow-origin")).to.equal("http://localhost:4510");
      expect(refused.headers.get("access-control-allow-origin")).to.equal("http://localhost:4510");
    });
  });

  it("lists its routes at /", async () => {
    const page = await (await fetch(app.endpoint)).text();

    expect(page).to.contain("POST /users").and.to.contain("GET /notes/{noteId}");
  });
});
