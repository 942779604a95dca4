import { describeExplained, when } from "./explained-case";

const keys = {
  "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "${cognito-identity.amazonaws.com:sub}" },
};

describeExplained("a decision explains, of conditions", [
  {
    what: "keys that belong to somebody else",
    context: {
      "cognito-identity.amazonaws.com:sub": "eu-west-1:1234",
      "dynamodb:LeadingKeys": ["eu-west-1:9999"],
    },
    policies: when(keys),
    says: [
      "would be allowed by statement 1",
      "if `dynamodb:LeadingKeys` were only eu-west-1:1234; the request asked for eu-west-1:9999",
    ],
  },
  {
    what: "every condition that must change, if there is more than one",
    policies: when({ StringEquals: { "app:team": "blue" }, Null: { "app:owner": "false" } }),
    says: ["if `app:team` were blue; the request does not carry it", ", and if `app:owner` were present"],
  },
  {
    what: "a key that must be there",
    policies: when({ Null: { "app:team": "false" } }),
    says: ["`app:team` were present"],
  },
  {
    what: "a key that must not be there",
    context: { "app:team": "x" },
    policies: when({ Null: { "app:team": "true" } }),
    says: ["`app:team` were absent"],
  },
  {
    what: "a value that is excluded",
    context: { "app:team": "red" },
    policies: when({ StringNotEquals: { "app:team": ["red", "blue"] } }),
    says: ["`app:team` were not red or blue"],
  },
  {
    what: "a limit",
    context: { "app:size": "11" },
    policies: when({ NumericLessThanEquals: { "app:size": 10 } }),
    says: ["`app:size` were less than or equal to 10"],
  },
  {
    what: "a set of which one must fit",
    context: { "app:teams": ["red"] },
    policies: when({ "ForAnyValue:StringEquals": { "app:teams": "blue" } }),
    says: ["one of `app:teams` were blue"],
  },
  {
    what: "many values without a set operator",
    context: { "app:teams": ["blue"] },
    policies: when({ StringEquals: { "app:teams": "blue" } }),
    says: ["need ForAllValues: or ForAnyValue:"],
  },
  {
    what: "of many values, only those that do not fit",
    context: { "app:ids": ["1", "2", "3", "4"] },
    policies: when({ "ForAllValues:StringEquals": { "app:ids": ["1", "3"] } }),
    says: ["if `app:ids` were only 1 or 3; the request asked for 2, 4."],
  },
  {
    what: "some of very many values",
    context: { "app:ids": "abcdefgh".split("") },
    policies: when({ "ForAnyValue:StringEquals": { "app:ids": "uvwxyz".split("") } }),
    says: [
      "one of `app:ids` were u or v or w or x or y or 1 more; the request asked for a, b, c, d, e, 3 more.",
    ],
  },
  {
    what: "values of which none may be listed",
    context: { "app:ids": ["1", "2"] },
    policies: when({ "ForAllValues:StringNotEquals": { "app:ids": "1" } }),
    says: ["if `app:ids` were only values that are not 1; the request asked for 1."],
  },
  {
    what: "values that must all be like something",
    context: { "app:ids": ["a1", "b1"] },
    policies: when({ "ForAllValues:StringLike": { "app:ids": "a*" } }),
    says: ["if `app:ids` were only values that are like a*; the request asked for b1."],
  },
  {
    what: "a set without a value",
    context: { "app:ids": [] },
    policies: when({ "ForAnyValue:StringEquals": { "app:ids": "1" } }),
    says: ["one of `app:ids` were 1; the request has it without a value."],
  },
  {
    what: "a set that is absent",
    policies: when({ "ForAnyValue:StringEquals": { "app:ids": "1" } }),
    says: ["one of `app:ids` were 1; the request does not carry it."],
  },
  {
    what: "an empty text",
    context: { "app:team": "" },
    policies: when({ StringEquals: { "app:team": "blue" } }),
    says: ["the request asked for an empty text."],
  },
  {
    what: "the circumstances as the request's, not as what it asked for",
    context: { "aws:SourceIp": "198.51.100.7" },
    policies: when({ IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "192.0.2.0/24"] } }),
    says: ["if `aws:SourceIp` were in 203.0.113.0/24 or 192.0.2.0/24; the request's is 198.51.100.7."],
  },
  {
    what: "a range that is excluded",
    context: { "aws:SourceIp": "203.0.113.7" },
    policies: when({ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }),
    says: ["if `aws:SourceIp` were not in 203.0.113.0/24"],
  },
  {
    what: "a time that is over",
    context: { "aws:CurrentTime": "2026-02-01T00:00:00Z" },
    policies: when({ DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } }),
    says: ["if `aws:CurrentTime` were before 2026-01-01T00:00:00Z; the request's is 2026-02-01T00:00:00Z."],
  },
  {
    what: "a time that has not come",
    context: { "AWS:CurrentTime": "2026-02-01T00:00:00Z" },
    policies: when({ DateGreaterThanEquals: { "AWS:CurrentTime": "2026-03-01" } }),
    says: ["if `AWS:CurrentTime` were at or after 2026-03-01; the request's is"],
  },
  {
    what: "dates that end and begin a time",
    context: { "app:a": "2026", "app:b": "2026" },
    policies: when({ DateLessThanEquals: { "app:a": "2025" }, DateGreaterThan: { "app:b": "2027" } }),
    says: ["`app:a` were at or before 2025", ", and if `app:b` were after 2027"],
  },
  {
    what: "numbers that are too large and too small",
    context: { "app:a": "9", "app:b": "1", "app:c": "1" },
    policies: when({
      NumericLessThan: { "app:a": 5 },
      NumericGreaterThan: { "app:b": 2 },
      NumericGreaterThanEquals: { "app:c": 3 },
    }),
    says: [
      "`app:a` were less than 5",
      "`app:b` were greater than 2",
      "`app:c` were greater than or equal to 3",
    ],
  },
  {
    what: "what is no number",
    context: { "app:size": "many" },
    policies: when({ NumericNotEquals: { "app:size": 10 } }),
    says: ["if `app:size` were not 10; the request asked for many, which is not a number."],
  },
  {
    what: "numbers that are too large beside what is none",
    context: { "app:sizes": ["1", "20", "many"] },
    policies: when({ "ForAllValues:NumericLessThan": { "app:sizes": 10 } }),
    says: ["if `app:sizes` were only values that are less than 10; the request asked for 20, many."],
  },
  {
    what: "a key that only contains the prefix of the global ones as what was asked for",
    context: { "app-aws:team": "red" },
    policies: when({ StringEquals: { "app-aws:team": "blue" } }),
    says: ["the request asked for red."],
  },
  {
    what: "each variable without a value",
    context: { "app:team": "blue" },
    policies: when({ StringEquals: { "app:team": ["${app:a}${app:b}", "x"] } }),
    says: ["were ${app:a}${app:b} or x (the request has no value for app:a, app:b); the request"],
  },
  {
    what: "what is no ARN",
    context: { "app:arn": "topic" },
    policies: when({ ArnNotLike: { "app:arn": "arn:aws:sns:*:*:*" } }),
    says: ["`app:arn` were not like arn:aws:sns:*:*:*; the request asked for topic, which is not an ARN."],
  },
  {
    what: "what is neither true nor false",
    context: { "app:flag": "1" },
    policies: when({ Bool: { "app:flag": "true" } }),
    says: ["`app:flag` were true; the request asked for 1, which is not true or false."],
  },
  {
    what: "patterns of texts and ARNs",
    context: { "app:a": "x", "app:b": "arn:aws:sqs:::q", "app:c": "y1" },
    policies: when({
      StringLike: { "app:a": "y*" },
      ArnLike: { "app:b": "arn:aws:sns:*:*:*" },
      StringNotLike: { "app:c": "y*" },
    }),
    says: ["`app:a` were like y*", "`app:b` were like arn:aws:sns:*:*:*", "`app:c` were not like y*"],
  },
  {
    what: "a variable without a value in a condition",
    context: { "app:team": "blue" },
    policies: when({ StringEquals: { "app:team": "${aws:PrincipalTag/Team}" } }),
    says: [
      "if `app:team` were ${aws:PrincipalTag/Team} (the request has no value for aws:PrincipalTag/Team); the request asked for blue.",
    ],
  },
]);
