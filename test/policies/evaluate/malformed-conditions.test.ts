import { condition, describeMalformed } from "./malformed-case";

describeMalformed("a document is refused for its conditions if it holds", [
  {
    what: "an unknown operator",
    document: condition({ StringEqual: { k: "v" } }),
    says: ["Statement[1].Condition.StringEqual.k", "StringEquals"],
  },
  {
    what: "an unknown set operator",
    document: condition({ "ForAllValue:StringEquals": { k: "v" } }),
    says: ["is no condition operator"],
  },
  {
    what: "Null with IfExists",
    document: condition({ NullIfExists: { k: "true" } }),
    says: ["is no condition operator"],
  },
  {
    what: "Null with a set operator",
    document: condition({ "ForAnyValue:Null": { k: "true" } }),
    says: ["is no condition operator"],
  },
  {
    what: "an operator of an object's prototype",
    document: condition({ constructor: { k: "v" } }),
    says: ["is no condition operator"],
  },
  {
    what: "a condition without keys",
    document: condition({ StringEquals: "v" }),
    says: ["must be an object"],
  },
  {
    what: "an empty list of values",
    document: condition({ StringEquals: { k: [] } }),
    says: ["Condition.StringEquals.k", "empty list"],
  },
  {
    what: "a value that is an object",
    document: condition({ StringEquals: { k: {} } }),
    says: ["texts, numbers or booleans"],
  },
  {
    what: "a value that is null",
    document: condition({ StringEquals: { k: null } }),
    says: ["texts, numbers or booleans"],
  },
  {
    what: "a number that is none",
    document: condition({ NumericEquals: { k: "many" } }),
    says: ["not a number"],
  },
  {
    what: "a date that is none",
    document: condition({ DateLessThan: { k: "tomorrow" } }),
    says: ["not a date"],
  },
  {
    what: "a day that does not exist",
    document: condition({ DateLessThan: { k: "2026-02-30" } }),
    says: ["not a date"],
  },
  {
    what: "a month that does not exist",
    document: condition({ DateLessThan: { k: "2026-13-01" } }),
    says: ["not a date"],
  },
  {
    what: "an hour that does not exist",
    document: condition({ DateLessThan: { k: "2026-01-01T25:00:00Z" } }),
    says: ["not a date"],
  },
  {
    what: "a boolean that is none",
    document: condition({ Bool: { k: "yes" } }),
    says: ["neither true nor false"],
  },
  { what: "Null with a text", document: condition({ Null: { k: "maybe" } }), says: ["neither true"] },
  {
    what: "an octet above 255",
    document: condition({ IpAddress: { k: "10.0.0.300" } }),
    says: ["not an IPv4 or IPv6"],
  },
  {
    what: "a prefix above 32",
    document: condition({ IpAddress: { k: "10.0.0.0/33" } }),
    says: ["not an IPv4 or IPv6"],
  },
  {
    what: "a variable as address",
    document: condition({ IpAddress: { k: "${aws:SourceIp}" } }),
    says: ["not an IPv4 or IPv6", "no variables"],
  },
  {
    what: "bytes that are not base64",
    document: condition({ BinaryEquals: { k: "$$$" } }),
    says: ["not base64"],
  },
  {
    what: "an ARN that does not begin with arn",
    document: condition({ ArnLike: { k: "aws:arn:s3:::bucket" } }),
    says: [
      "is no ARN: write six parts separated by colons, the first of them arn; wildcards stand within one part.",
    ],
  },
  {
    what: "a number with an exponent",
    document: condition({ NumericLessThan: { k: 1e21 } }),
    says: ['"1e+21" is not a number'],
  },
  {
    what: "a number that is not finite",
    document: condition({ NumericLessThan: { k: Number.NaN } }),
    says: ["texts, numbers or booleans"],
  },
  {
    what: "a time without a zone",
    document: condition({ DateLessThan: { k: "2026-01-01T00:00:00" } }),
    says: ["not a date"],
  },
  {
    what: "an address with a name",
    document: condition({ IpAddress: { k: "fe80::1%eth0" } }),
    says: ["not an IPv4 or IPv6"],
  },
  {
    what: "a prefix without digits",
    document: condition({ IpAddress: { k: "10.0.0.0/" } }),
    says: ["not an IPv4 or IPv6"],
  },
  {
    what: "two prefixes",
    document: condition({ IpAddress: { k: "10.0.0.0/8/8" } }),
    says: ["not an IPv4 or IPv6"],
  },
  {
    what: "a prefix above 128",
    document: condition({ IpAddress: { k: "2001:db8::/129" } }),
    says: ["not an IPv4 or IPv6"],
  },
  {
    what: "bytes without their padding",
    document: condition({ BinaryEquals: { k: "QQ" } }),
    says: ["not base64"],
  },
  {
    what: "a variable as number",
    document: condition({ NumericEquals: { k: "${app:size}" } }),
    says: ["not a number; this operator takes no variables"],
  },
  {
    what: "a variable for Null",
    document: condition({ Null: { k: "${app:flag}" } }),
    says: ["neither true (the key is absent) nor false (it is present)"],
  },
  {
    what: "a condition that is a list",
    document: condition([]),
    says: ["Statement[1].Condition must be an object"],
  },
  {
    what: "a condition that is null",
    document: condition(null),
    says: ["Statement[1].Condition must be an object"],
  },
  {
    what: "an operator after a colon",
    document: condition({ ":StringEquals": { k: "v" } }),
    says: ["is no condition operator: use StringEquals, StringNotEquals, StringEqualsIgnoreCase, "],
  },
  {
    what: "a list of keys",
    document: condition({ StringEquals: ["k"] }),
    says: ["Statement[1].Condition.StringEquals must be an object"],
  },
  ...["truex", "xfalse", "1", ""].map((value) => ({
    what: `${JSON.stringify(value)} as boolean`,
    document: condition({ Bool: { k: value } }),
    says: ["neither true nor false"],
  })),
  ...["$$$$QQ==", "QQ==$$$$", "=QQ=", "QQ==="].map((value) => ({
    what: `${value} as bytes`,
    document: condition({ BinaryEquals: { k: value } }),
    says: ["is not base64."],
  })),
  ...["10.0.0.0/x8", "10.0.0.0/8x", "10.0.0.0/-1", "/8", ""].map((value) => ({
    what: `${JSON.stringify(value)} as range`,
    document: condition({ IpAddress: { k: value } }),
    says: ["is not an IPv4 or IPv6 address or range such as 203.0.113.0/24."],
  })),
  ...["many", "1e3", "1,5", "--1", "1.2.3"].map((value) => ({
    what: `${value} as number`,
    document: condition({ NumericEquals: { k: value } }),
    says: [`${JSON.stringify(value)} is not a number.`],
  })),
  ...["x2026-01-01", "2026-01-01x", "12x", "2026-1-1"].map((value) => ({
    what: `${value} as date`,
    document: condition({ DateEquals: { k: value } }),
    says: ["is not a date such as 2026-01-31T12:00:00Z or in seconds since the epoch."],
  })),
  {
    what: "a set operator without an operator",
    document: condition({ "ForAllValues:": { k: "v" } }),
    says: ["is no condition operator", "or Null; all but Null may begin with ForAllValues: or ForAnyValue:"],
  },
  {
    what: "an operator of another set operator's set",
    document: condition({ "ForAllValues:ForAnyValue:StringEquals": { k: "v" } }),
    says: ["is no condition operator"],
  },
  {
    what: "IfExists alone",
    document: condition({ IfExists: { k: "v" } }),
    says: ["is no condition operator"],
  },
  {
    what: "a variable that is not closed, in a condition",
    document: condition({ StringEquals: { k: "${aws:userid" } }),
    says: ["Statement[1].Condition.StringEquals.k", "close the variable, or write ${$} for a dollar sign"],
  },
  {
    what: "an ARN that is too short",
    document: condition({ ArnLike: { k: "arn:aws:s3" } }),
    says: ["is no ARN"],
  },
]);
