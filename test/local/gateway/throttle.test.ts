import { expect } from "chai";
import { TokenBucket } from "../../../local/gateway/token-bucket";
import { Gateway, document, open, proxy } from "./fake-cloud";

const body = document({
  "/": { get: open() },
  "/login": { post: open() },
  "/pets": { get: open(), post: open(), "x-amazon-apigateway-any-method": open(proxy("any")) },
  "/pets/{petId}": { get: open() },
});

type Limits = readonly (readonly [key: string, ratePerSecond: number, burst: number])[];

const gatewayWith = (...limits: Limits): Gateway =>
  new Gateway(body, {
    throttles: new Map(limits.map(([key, ratePerSecond, burst]) => [key, { ratePerSecond, burst }])),
  });

async function countAnswered(gateway: Gateway, route: string, requests: number): Promise<number> {
  let answered = 0;
  for (let i = 0; i < requests; i++) if ((await gateway.send(route)).status === 200) answered++;
  return answered;
}

describe("throttling", () => {
  it("answers 429 when the burst is used up", async () => {
    const gateway = gatewayWith(["*/*", 1, 2]);
    await countAnswered(gateway, "GET /pets", 2);

    const { status, json, headers } = await gateway.send("GET /pets");

    expect(status).to.equal(429);
    expect(json).to.deep.equal({ message: "Too Many Requests" });
    expect(headers["x-amzn-errortype"]).to.equal("TooManyRequestsException");
    expect(gateway.cloud.refusals[0]).to.contain("throttle */* of stage prod");
  });

  it("lets through again what the rate allows", async () => {
    const gateway = gatewayWith(["*/*", 2, 3]);
    expect(await countAnswered(gateway, "GET /pets", 9)).to.equal(3);

    gateway.cloud.nowMs += 1_000;
    expect(await countAnswered(gateway, "GET /pets", 9)).to.equal(2);
    gateway.cloud.nowMs += 60_000;
    expect(await countAnswered(gateway, "GET /pets", 9)).to.equal(3);
  });

  for (const [key, limited, free] of [
    ["login/POST", "POST /login", "GET /pets"],
    ["/login/POST", "POST /login", "GET /pets"],
    ["pets/{petId}/GET", "GET /pets/7", "GET /pets"],
    ["pets/ANY", "PUT /pets", "GET /pets"],
    ["/GET", "GET /", "GET /pets"],
  ] as const) {
    it(`counts ${key} apart from the rest of the stage`, async () => {
      const gateway = gatewayWith([key, 1, 1], ["*/*", 10, 5]);

      expect(await countAnswered(gateway, limited, 3)).to.equal(1);
      expect(await countAnswered(gateway, free, 3)).to.equal(3);
    });
  }

  it("counts all paths of one template together", async () => {
    const gateway = gatewayWith(["pets/{petId}/GET", 1, 1]);

    expect(await countAnswered(gateway, "GET /pets/7", 1)).to.equal(1);
    expect(await countAnswered(gateway, "GET /pets/8", 1)).to.equal(0);
  });

  it("has no limit with a negative rate", async () => {
    expect(await countAnswered(gatewayWith(["*/*", -1, -1]), "GET /pets", 20)).to.equal(20);
  });

  it("is not refilled by deploying again", async () => {
    const gateway = gatewayWith(["*/*", 1, 2]);
    await countAnswered(gateway, "GET /pets", 2);

    const again = new Gateway(body, { throttles: gateway.stage.throttles }, gateway.cloud);

    expect(await countAnswered(again, "GET /pets", 1)).to.equal(0);
  });

  it("gains nothing from a clock that is set back and forth", () => {
    const bucket = new TokenBucket(1, 1);
    bucket.take(10_000);

    expect(bucket.take(0)).to.equal(false);
    expect(bucket.take(500)).to.equal(false);
  });
});
