import { expect } from "chai";
import { pooledRandomBytes } from "../../../local/start/pooled-random-bytes";

describe("pooled random bytes", () => {
  it("are as many as asked for, and never given twice", () => {
    const sizes = Array.from({ length: 5_000 }, (_, index) => 16 + (index % 37));
    const drawn = sizes.map((size) => pooledRandomBytes(size));

    expect(drawn.map(({ length }) => length)).to.deep.equal(sizes);
    expect(new Set(drawn.map((bytes) => bytes.toString("hex", 0, 16))).size).to.equal(sizes.length);
  });

  it("stay what they were when more are drawn", () => {
    const drawn = pooledRandomBytes(64);
    const before = drawn.toString("hex");
    for (let draw = 0; draw < 1_000; draw++) pooledRandomBytes(64);

    expect(drawn.toString("hex")).to.equal(before);
  });

  it("are drawn apart when they are many", () => {
    expect(pooledRandomBytes(100_000)).to.have.length(100_000);
  });
});
