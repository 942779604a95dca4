import { expect } from "chai";
import { hashPassword, nativeScrypt, portableScrypt, verifyPassword } from "../../functions/password";

describe("password hashes", function () {
  this.timeout(30_000);

  it("are scrypt with N = 2^17, r = 8, p = 1, a random salt of 16 bytes, and the cost beside the hash", async () => {
    const [one, two] = [await hashPassword("correct horse"), await hashPassword("correct horse")];

    expect(one).to.include({ N: 131_072, r: 8, p: 1 });
    expect(Buffer.from(one.salt, "base64")).to.have.length(16);
    expect(one.hash).to.not.equal(two.hash);
  });

  it("verify the same password and no other", async () => {
    const stored = await hashPassword("correct horse");

    expect(await verifyPassword("correct horse", stored)).to.equal(true);
    expect(await verifyPassword("correct hors", stored)).to.equal(false);
  });

  it("verify a password that another keyboard composes differently", async () => {
    expect(await verifyPassword("cafe\u0301", await hashPassword("caf\u00e9"))).to.equal(true);
  });

  it("verify at the cost that they were made with", async () => {
    const cost = { N: 1024, r: 8, p: 1 };
    const salt = Buffer.alloc(16, 7);
    const stored = {
      ...cost,
      salt: salt.toString("base64"),
      hash: (await nativeScrypt("old", salt, cost)).toString("base64"),
    };

    expect(await verifyPassword("old", stored)).to.equal(true);
  });

  it("answer no for a user who does not exist, whatever the password", async () => {
    expect(await verifyPassword("anything", undefined)).to.equal(false);
  });

  // Vectors of RFC 7914, section 12, cut to 32 bytes.
  const VECTORS = [
    {
      password: "",
      salt: "",
      cost: { N: 16, r: 1, p: 1 },
      key: "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442",
    },
    {
      password: "password",
      salt: "NaCl",
      cost: { N: 1024, r: 8, p: 16 },
      key: "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162",
    },
    {
      password: "pleaseletmein",
      salt: "SodiumChloride",
      cost: { N: 16_384, r: 8, p: 1 },
      key: "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2",
    },
  ] as const;
  for (const { password, salt, cost, key } of VECTORS) {
    it(`are the same by Node and by scrypt-js: N = ${cost.N}, p = ${cost.p}`, async () => {
      for (const derive of [nativeScrypt, portableScrypt]) {
        expect((await derive(password, Buffer.from(salt), cost)).toString("hex")).to.equal(key);
      }
    });
  }
});
