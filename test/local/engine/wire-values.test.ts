import { expect } from "chai";
import { decodeProperties, encodeProperties, UNKNOWN } from "../../../local/engine/wire-values";

const MARK = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [MARK]: "1b47061264138c4ac30d75fd1eb44270", value });

describe("values on Pulumi's wire", () => {
  it("give up their secrets, and the paths of these are known", () => {
    const { value, secrets } = decodeProperties({ a: { list: ["x", secret("y")] }, b: secret({ c: 1 }) });

    expect(value).to.deep.equal({ a: { list: ["x", "y"] }, b: { c: 1 } });
    expect(secrets).to.deep.equal(["a.list[1]", "b"]);
  });

  it("hold assets and archives in a readable form", () => {
    const asset = { [MARK]: "c44067f5952c0a294b673a41bacd8c17", text: "x", hash: "1" };
    const { value } = decodeProperties({
      code: { [MARK]: "0def7320c3a5731c473e5ecbe6d01bc7", assets: { "a.js": asset }, hash: "2" },
    });

    expect(value).to.deep.equal({
      code: { $archive: true, assets: { "a.js": { $asset: true, text: "x" } } },
    });
  });

  it("name a resource by its id, or by its URN when it is a component", () => {
    const reference = (rest: object) => ({
      [MARK]: "5cf8f73096256a8f31e491e813e4eb8e",
      urn: "urn:x",
      ...rest,
    });

    expect(
      decodeProperties({ role: reference({ id: "r-1" }), component: reference({}) }).value,
    ).to.deep.equal({
      role: "r-1",
      component: "urn:x",
    });
  });

  it("keep what a preview does not know", () => {
    const output = { [MARK]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", dependencies: [] };

    expect(decodeProperties({ a: UNKNOWN, b: output }).value).to.deep.equal({ a: UNKNOWN, b: UNKNOWN });
  });

  it("are secret as a whole on the way back, once, when a part of them is", () => {
    const wire = encodeProperties({ env: { a: "1", b: "2" }, plain: "3" }, ["env.a", "env.b", "gone"]);

    expect(wire).to.deep.equal({ env: secret({ a: "1", b: "2" }), plain: "3" });
  });

  it("lose what is undefined, which the wire cannot hold", () => {
    expect(encodeProperties({ a: undefined, b: { c: undefined }, d: [undefined] }, [])).to.deep.equal({
      b: {},
      d: [null],
    });
  });
});
