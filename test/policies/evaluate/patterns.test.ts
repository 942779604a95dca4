import { expect } from "chai";
import fc from "fast-check";
import { compareDecimals, parseDecimal } from "../../../policies/evaluate/decimal";
import { parseDate } from "../../../policies/evaluate/date";
import { Glob, parseWildcards } from "../../../policies/evaluate/glob";
import { containsAddress, parseIpRange } from "../../../policies/evaluate/ip-range";
import { bounded } from "./bounded";

/** The meaning of a pattern, character by character and without a thought for time. */
function matchesNaively(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  const rest = pattern.slice(1);
  if (pattern.startsWith("*"))
    return matchesNaively(rest, text) || (text !== "" && matchesNaively(pattern, text.slice(1)));
  return (
    text !== "" && (pattern.startsWith("?") || pattern[0] === text[0]) && matchesNaively(rest, text.slice(1))
  );
}

const matches = (pattern: string, text: string) => new Glob(parseWildcards(pattern)).matches(text);
const letters = (wildcards: readonly string[] = [], maxLength = 8) =>
  fc.string({ unit: fc.constantFrom("a", "b", ...wildcards), maxLength });
const WILDCARDS = ["*", "?"];

describe("a pattern with wildcards", () => {
  it("matches what it means", () => {
    fc.assert(
      fc.property(letters(WILDCARDS), letters(), (pattern, text) => {
        expect(matches(pattern, text)).to.equal(matchesNaively(pattern, text));
      }),
      bounded(1500),
    );
  });

  it("matches whatever its wildcards are filled with", () => {
    fc.assert(
      fc.property(letters(WILDCARDS, 12), letters([], 4), (pattern, filling) => {
        const text = pattern.replaceAll("*", filling).replaceAll("?", "a");

        expect(matches(pattern, text)).to.equal(true);
      }),
      bounded(300),
    );
  });

  it("takes time that grows with the text, not with the ways to match it", () => {
    const text = "a".repeat(50_000);
    for (const pattern of [
      "*a".repeat(40) + "*b",
      "*?a".repeat(40) + "*b",
      "a*".repeat(40) + "b",
      "*".repeat(999),
    ]) {
      const started = process.hrtime.bigint();

      matches(pattern, text);

      expect(Number(process.hrtime.bigint() - started) / 1e6, pattern).to.be.below(500);
    }
  });
});

describe("a decimal number", () => {
  const digits = (most: number) =>
    fc.string({ unit: fc.constantFrom("0", "1", "9"), minLength: 1, maxLength: most });
  const decimal = fc
    .tuple(fc.constantFrom("", "-", "+"), digits(25), fc.option(digits(6), { nil: undefined }))
    .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === undefined ? "" : `.${fraction}`}`);
  const scaled = (text: string) => {
    const [whole = "", fraction = ""] = text.replace(/[+-]/, "").split(".");
    return BigInt(whole + fraction.padEnd(6, "0")) * (text.startsWith("-") ? -1n : 1n);
  };
  const sign = (value: number | bigint) => (value < 0 ? -1 : value > 0 ? 1 : 0);

  it("compares to the last digit", () => {
    fc.assert(
      fc.property(decimal, decimal, (left, right) => {
        const order = compareDecimals(parseDecimal(left)!, parseDecimal(right)!);

        expect(sign(order)).to.equal(sign(scaled(left) - scaled(right)));
      }),
      bounded(800),
    );
  });

  it("equals itself, however it is written", () => {
    fc.assert(
      fc.property(decimal, digits(3), (text, zeros) => {
        const padded = text.includes(".") ? `${text}${zeros.replace(/\d/g, "0")}` : `${text}.0`;

        expect(compareDecimals(parseDecimal(text)!, parseDecimal(padded)!)).to.equal(0);
      }),
      bounded(300),
    );
  });
});

describe("a date without a time", () => {
  const zone = process.env.TZ;
  after(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it("begins at midnight UTC, wherever this runs", () => {
    process.env.TZ = "America/New_York";

    expect(parseDate("2026-01-01")).to.equal(Date.UTC(2026, 0, 1));
    expect(new Date("2026-01-01T00:00:00").getTimezoneOffset()).to.equal(300);
  });
});

describe("a range of addresses", () => {
  it("contains an IPv4 address whose leading bits it has", () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(0xffffffff), fc.nat(32), (base, other, prefixLength) => {
        const text = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
        const leading = (address: number) => (prefixLength === 0 ? 0 : address >>> (32 - prefixLength));
        const range = parseIpRange(`${text(base)}/${prefixLength}`)!;

        expect(containsAddress(range, parseIpRange(text(other))!)).to.equal(leading(base) === leading(other));
        expect(containsAddress(range, parseIpRange(text(base))!)).to.equal(true);
      }),
      bounded(300),
    );
  });

  it("is the same in every spelling of IPv6", () => {
    const group = fc.oneof(fc.constant(0), fc.nat(0xffff));
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const long = groups.map((value) => value.toString(16).padStart(4, "0").toUpperCase()).join(":");
        const short = new URL(`http://[${long}]/`).hostname.slice(1, -1);

        expect(parseIpRange(short)).to.deep.equal(parseIpRange(long));
      }),
      bounded(300),
    );
  });
});
