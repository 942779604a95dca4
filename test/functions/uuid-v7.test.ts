import { expect } from "chai";
import { uuidV7 } from "../../functions/uuid-v7";

describe("a note's id", () => {
  it("is a UUID of version 7", () => {
    expect(uuidV7()).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("matches the example of RFC 9562, appendix A.6", () => {
    const random = Buffer.from("0cc318c4dc0c0c07398f", "hex");

    expect(uuidV7(0x017f22e279b0, random)).to.equal("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  });

  it("sorts by the time of creation", () => {
    const ids = [1, 1_000, 1_700_000_000_000, 1_700_000_000_001].map((nowMs) => uuidV7(nowMs));

    expect([...ids].sort()).to.deep.equal(ids);
  });
});
