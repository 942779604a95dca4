import { expect } from "chai";
import fc from "fast-check";
import { Glob, parseWildcards } from "../../../policies/evaluate/glob";
import {
  coversAction,
  coversArn,
  coversPattern,
  overlapArns,
  overlapPatterns,
} from "../../../policies/access/pattern-cover";

const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });
const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 6 });
const matches = (of: string, candidate: string): boolean => new Glob(parseWildcards(of)).matches(candidate);

describe("patterns", () => {
  it("cover only what they match", () => {
    fc.assert(
      fc.property(pattern, pattern, text, (outer, inner, candidate) => {
        fc.pre(coversPattern(outer, inner) && matches(inner, candidate));
        expect(matches(outer, candidate)).to.equal(true);
      }),
    );
  });

  it("overlap wherever a text matches both", () => {
    fc.assert(
      fc.property(pattern, pattern, text, (left, right, candidate) => {
        fc.pre(matches(left, candidate) && matches(right, candidate));
        expect(overlapPatterns(left, right)).to.equal(true);
      }),
    );
  });

  const covers: readonly (readonly [outer: string, inner: string, expected: boolean])[] = [
    ["*", "dynamodb:*", true],
    ["dynamodb:*", "*", false],
    ["dynamodb:Get*", "DynamoDB:getitem", true],
    ["dynamodb:GetItem", "dynamodb:Get*", false],
    ["dynamodb:?etItem", "dynamodb:GetItem", true],
  ];
  for (const [outer, inner, expected] of covers) {
    it(`of actions: ${outer} ${expected ? "covers" : "does not cover"} ${inner}`, () => {
      expect(coversAction(outer, inner)).to.equal(expected);
    });
  }

  const arns: readonly (readonly [outer: string, inner: string, covers: boolean, overlaps: boolean])[] = [
    ["*", "arn:aws:s3:::a", true, true],
    ["arn:aws:s3:::a", "*", false, true],
    ["arn:aws:s3:::a*", "arn:aws:s3:::abc/*", true, true],
    ["arn:aws:s3:::a*", "arn:aws:s3:::b", false, false],
    ["arn:aws:sns:*", "arn:aws:sns:eu-west-1:000000000000:topic", true, true],
    ["arn:aws:*:topic", "arn:aws:sns:eu-west-1:000000000000:topic", false, false],
    [
      "arn:aws:logs:*:*:log-group:a:*",
      "arn:aws:logs:eu-west-1:000000000000:log-group:a:log-stream:b",
      true,
      true,
    ],
    ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/${aws:username}", true, true],
    ["arn:aws:iam::*:user/a", "arn:aws:iam::*:user/${aws:username}", false, false],
  ];
  for (const [outer, inner, expected, overlap] of arns) {
    it(`of ARNs: ${outer} ${expected ? "covers" : "does not cover"} ${inner}`, () => {
      expect([coversArn(outer, inner), overlapArns(outer, inner), overlapArns(inner, outer)]).to.deep.equal([
        expected,
        overlap,
        overlap,
      ]);
    });
  }
});
