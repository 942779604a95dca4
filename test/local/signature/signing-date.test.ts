import { expect } from "chai";
import { NOW_MS, verify } from "./requests";
import { MINUTE, signed } from "./signed-requests";

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
