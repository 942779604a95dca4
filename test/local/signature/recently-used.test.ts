import { expect } from "chai";
import { RecentlyUsed } from "../../../local/signature/recently-used";

describe("what was used recently", () => {
  const filled = (count: number, keepUsing?: string) => {
    const recent = new RecentlyUsed<number>(10);
    for (let i = 0; i < count; i++) {
      recent.set(`key ${i}`, i);
      if (keepUsing) recent.get(keepUsing);
    }
    return recent;
  };
  const kept = (recent: RecentlyUsed<number>, count: number) =>
    Array.from({ length: count }, (_, i) => `key ${i}`).filter((key) => recent.get(key) !== undefined);

  it("is kept, and what was not is forgotten", () => {
    const recent = filled(100, "key 3");

    expect(recent.get("key 3")).to.equal(3);
    expect(recent.get("key 99")).to.equal(99);
    expect(recent.get("key 4")).to.equal(undefined);
  });

  it("is never more than two generations", () => {
    expect(kept(filled(1000), 1000)).to.have.length.at.most(20);
  });

  it("can be replaced, and the older value does not come back", () => {
    const recent = filled(10);
    recent.set("key 0", 100);
    for (let i = 10; i < 19; i++) recent.set(`key ${i}`, i);
    recent.set("key 0", 200);

    expect(recent.get("key 0")).to.equal(200);
  });
});
