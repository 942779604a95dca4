import { execFileSync } from "node:child_process";
import { connect } from "node:net";
import { expect } from "chai";

describe("the test suite", () => {
  for (const host of ["192.0.2.1", "example.com", "2001:db8::1"]) {
    it(`refuses to connect to ${host}`, () => {
      expect(() => connect({ host, port: 80 })).to.throw(/loopback addresses only/);
    });
  }

  it("holds the processes that it starts to the same", () => {
    const script =
      'try { require("net").connect({ host: "192.0.2.1", port: 80 }); } catch (error) { console.log(error.message); }';

    expect(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" })).to.contain(
      "loopback addresses only",
    );
  });
});
