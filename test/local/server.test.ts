import { request as httpRequest, Agent, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { expect } from "chai";
import type { RestApi } from "../../local/gateway/definition";
import type { HttpRequest } from "../../local/http";
import { refusal, runCloud, stateOf, type RunningCloud } from "./services/running-cloud";

const MEGABYTE = 1024 * 1024;
const api = (id: string, ...stages: string[]): RestApi =>
  ({
    id,
    name: id,
    arn: "",
    executionArn: "",
    stages: new Map(stages.map((name) => [name, { name }])),
  }) as unknown as RestApi;
const apis = (...all: RestApi[]) => stateOf({ restApis: new Map(all.map((one) => [one.id, one])) });

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe("the local server", () => {
  let running: RunningCloud;
  let seen: HttpRequest | undefined;

  before(async () => {
    running = await runCloud(apis(api("first", "v1", "shared"), api("second", "v2", "shared")), {
      serveApi: async (...[, { id }, stage, request, path]) => {
        seen = request;
        if (path === "/throws") throw new Error("a fault of ours");
        if (path === "/unsendable")
          return { status: 200, headers: { "x-injected": "a\r\nset-cookie: b" }, body: "never" };
        if (path === "/misframed")
          return {
            status: 200,
            headers: { "Content-Length": "1", "Transfer-Encoding": "chunked" },
            body: "whole",
          };
        return {
          status: 200,
          headers: { "content-type": "text/plain", "set-cookie": ["a=1", "b=2"] },
          body: `${id} ${stage.name} ${path}`,
        };
      },
      servePage: async ({ path }) =>
        path === "/"
          ? { status: 200, headers: { "content-type": "text/html" }, body: "the page" }
          : undefined,
    });
  });
  after(() => running.stop());

  const ask = (
    path: string,
    options: {
      method?: string;
      headers?: Record<string, string>;
      body?: Buffer | string;
      agent?: Agent;
    } = {},
  ) =>
    new Promise<Answer>((resolve, reject) => {
      const { method = "GET", headers = {}, body, agent } = options;
      const sent = httpRequest(
        { port: running.server.port, host: "127.0.0.1", path, method, headers, ...(agent && { agent }) },
        (reply) => {
          let text = "";
          reply.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
          reply.on("end", () =>
            resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }),
          );
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });

  describe("decides by the path", () => {
    const cases: [string, string, number, RegExp][] = [
      ["a stage", "/v1/pets/7?a=b", 200, /^first v1 \/pets\/7$/],
      ["a stage and nothing else", "/v1", 200, /^first v1 $/],
      ["a stage with a slash", "/v1/", 200, /^first v1 \/$/],
      ["an encoded path, as it was sent", "/v2/a%2Fb//c/../d", 200, /^second v2 \/a%2Fb\/\/c\/\.\.\/d$/],
      ["an API by its id", "/_api/second/shared/x", 200, /^second shared \/x$/],
      ["an API that does not exist", "/_api/third/v1/x", 403, /^{"message":"Forbidden"}$/],
      ["a stage that the API does not have", "/_api/first/v2/x", 403, /^{"message":"Forbidden"}$/],
      ["a stage that two APIs share", "/shared/x", 404, /_api\/{apiId}/],
      ["the page", "/", 200, /^the page$/],
      ["the page with a query", "/?action=lower", 200, /^the page$/],
      ["something unknown", "/v3/pets", 404, /Not Found/],
      ["the local cloud's own", "/_inspect", 404, /has nothing here/],
      [
        "a service by its Action",
        "/?Action=GetCallerIdentity&Version=2011-06-15",
        403,
        /MissingAuthenticationToken/,
      ],
      ["Lambda", "/2015-03-31/functions/f/invocations", 403, /Missing|missing/],
      ["the token keys", "/.well-known/jwks_uri", 200, /"alg":"RS512"/],
    ];
    for (const [what, path, status, body] of cases) {
      it(`for ${what}: ${path}`, async () => {
        const answer = await ask(path);

        expect(answer.status).to.equal(status);
        expect(answer.body).to.match(body);
      });
    }

    it("sees the APIs of the latest deployment", async () => {
      const before = running.cloud.state;
      await running.cloud.deploy(apis(api("third", "v3")));

      expect((await ask("/v3/x")).body).to.equal("third v3 /x");
      expect((await ask("/v1/x")).status).to.equal(404);
      await running.cloud.deploy(before);
    });

    for (const name of ["_api", "_inspect", "2015-03-31"]) {
      it(`so a stage cannot be called ${name}`, async () => {
        const refused = await refusal(running.cloud.deploy(apis(api("first", name))));

        expect(refused.name).to.equal("DeploymentError");
        expect(refused.message).to.contain(`Stage "${name}" of API "first"`);
      });
    }
  });

  describe("answers under loopback names only", () => {
    for (const host of ["127.0.0.1", "localhost:4510", "LOCALHOST", "[::1]:1", "127.0.0.1:99999"]) {
      it(`as ${host}`, async () => expect((await ask("/v1/x", { headers: { host } })).status).to.equal(200));
    }
    for (const host of [
      "evil.example",
      "127.0.0.1.evil.example",
      "localhost.evil.example:80",
      "127.0.0.2",
      "localhost@evil.example",
      "[::1].evil",
      "0.0.0.0",
    ]) {
      it(`and refuses ${JSON.stringify(host)}, also for the page`, async () => {
        const answer = await ask("/", { headers: { host } });

        expect(answer.status).to.equal(403);
        expect(answer.body).to.contain("127.0.0.1, localhost or [::1]");
      });
    }

    const raw = (text: string) =>
      new Promise<string>((resolve, reject) => {
        let answer = "";
        const socket = connect(running.server.port, "127.0.0.1", () => socket.end(text));
        socket
          .on("data", (chunk) => (answer += chunk.toString()))
          .on("close", () => resolve(answer))
          .on("error", reject);
      });
    it("and refuses two Host headers, whichever comes first", async () => {
      for (const [one, two] of [
        ["localhost", "evil.example"],
        ["evil.example", "localhost"],
      ]) {
        const answer = await raw(
          `GET /v1/x HTTP/1.1\r\nHost: ${one}\r\nHost: ${two}\r\nConnection: close\r\n\r\n`,
        );
        expect(answer).to.match(/^HTTP\/1\.1 40[03] /);
      }
    });
    it("and refuses a whole URL as the target", async () => {
      expect(
        await raw("GET http://evil.example/v1/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
      ).to.match(/^HTTP\/1\.1 400 /);
    });
    it("and survives what is no HTTP at all", async () => {
      expect(await raw("hello\r\n\r\n")).to.match(/^HTTP\/1\.1 400 /);
      expect((await ask("/v1/x")).status).to.equal(200);
    });
  });

  describe("hands over requests as they arrived", () => {
    it("with repeated headers, in the client's spelling", async () => {
      await ask("/v1/x?b=2&a=%20", { headers: { "X-Custom-Name": "one" }, method: "POST", body: "text" });

      expect(seen?.query).to.equal("b=2&a=%20");
      expect(seen?.headers["x-custom-name"]).to.deep.equal(["one"]);
      expect(seen?.rawHeaders).to.include("X-Custom-Name");
      expect(seen?.body.toString()).to.equal("text");
      expect(seen?.sourceIp).to.equal("127.0.0.1");
    });

    it("with a body of 10 MB, and one byte more when it is longer, so that the gateway can refuse it", async () => {
      await ask("/v1/x", { method: "POST", body: Buffer.alloc(10 * MEGABYTE) });
      const whole = seen?.body.length;
      const answer = await ask("/v1/x", { method: "POST", body: Buffer.alloc(12 * MEGABYTE) });

      expect(whole).to.equal(10 * MEGABYTE);
      expect(seen?.body.length).to.equal(10 * MEGABYTE + 1);
      expect(answer.status).to.equal(200);
    });

    it("and sends every value of a repeated header back", async () => {
      expect((await ask("/v1/x")).headers["set-cookie"]).to.deep.equal(["a=1", "b=2"]);
    });

    it("over one connection, one after the other", async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const answers = await Promise.all(
        ["/v1/1", "/v1/2", "/v1/throws", "/v1/3"].map((path) => ask(path, { agent })),
      );
      agent.destroy();

      expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 500, 200]);
    });
  });

  it("answers a fault of its own with 500 and a line in the log", async () => {
    const answer = await ask("/v1/throws");

    expect(answer.status).to.equal(500);
    expect(answer.body).to.equal('{"message":"Internal server error"}');
    expect(answer.headers["x-amzn-errortype"]).to.equal("InternalServerErrorException");
    expect(running.lines.at(-1)).to.contain("failed: Answering GET /v1/throws: Error: a fault of ours");
  });

  it("answers 500 in place of headers that cannot be sent", async () => {
    const answer = await ask("/v1/unsendable");

    expect([answer.status, answer.body]).to.deep.equal([500, '{"message":"Internal server error"}']);
    expect(answer.headers["set-cookie"]).to.equal(undefined);
  });

  it("frames every answer itself, whatever the answer says", async () => {
    const answer = await ask("/v1/misframed");

    expect([
      answer.body,
      answer.headers["content-length"],
      answer.headers["transfer-encoding"],
    ]).to.deep.equal(["whole", "5", undefined]);
  });

  it("refuses a body that is too large for a service, in the service's own form", async () => {
    const answer = await ask("/", {
      method: "POST",
      headers: { "x-amz-target": "AWSCognitoIdentityService.GetId" },
      body: JSON.stringify({ IdentityPoolId: "x".repeat(MEGABYTE) }),
    });

    expect(answer.status).to.equal(413);
    expect(answer.body).to.contain("com.amazon.coral.service#RequestEntityTooLarge");
  });

  describe("lets pages of other origins call AWS services, as AWS does", () => {
    it("by answering the preflight", async () => {
      const headers = {
        origin: "http://localhost:4510",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,x-amz-date",
      };
      const answer = await ask("/", { method: "OPTIONS", headers });

      expect(answer.status).to.equal(200);
      expect(answer.headers).to.include({
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "authorization,x-amz-date",
      });
    });

    it("by letting them read the answer, refusals too", async () => {
      const headers = { origin: "http://localhost:4510", "x-amz-target": "AWSCognitoIdentityService.GetId" };
      const answer = await ask("/", { method: "POST", headers, body: "{}" });

      expect(answer.status).to.equal(400);
      expect(answer.headers["access-control-allow-origin"]).to.equal("*");
    });

    it("but leaves the API's own answers to the API", async () => {
      const answer = await ask("/v1/x", { headers: { origin: "http://evil.example" } });

      expect(answer.headers["access-control-allow-origin"]).to.equal(undefined);
    });
  });

  it("forgets a client that goes away in the middle of a body", async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(running.server.port, "127.0.0.1", () => {
        socket.write("POST /v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf");
        setTimeout(() => socket.destroy(), 20);
      });
      socket.on("close", () => resolve());
    });

    expect((await ask("/v1/x")).status).to.equal(200);
  });
});
