import type { ContextValue } from "../../../policies/evaluate/request-context";
import { allow, ALLOWED, DENIED, describeDecisions, identity, type DecisionCase } from "./decision-case";

type Values = string | number | boolean | readonly (string | number | boolean)[];

/** What the policy says: an operator and its values. */
type Test = readonly [operator: string, values: Values];

/** Does the test hold for a request that carries this value, or, if it is undefined, lacks the key? */
const expecting =
  (is: DecisionCase["is"]) =>
  (rule: string, [operator, values]: Test, requested?: ContextValue): DecisionCase => ({
    rule: `${operator}: ${rule}`,
    context: requested === undefined ? {} : { "app:key": requested },
    policies: identity(allow({ Condition: { [operator]: { "app:key": values } } })),
    is,
  });
const holds = expecting(ALLOWED);
const fails = expecting(DENIED);

describeDecisions("texts", [
  holds("the same text", ["StringEquals", "blue"], "blue"),
  holds("any of the listed", ["StringEquals", ["red", "blue"]], "blue"),
  fails("case counts", ["StringEquals", "blue"], "Blue"),
  fails("a star is a star", ["StringEquals", "bl*"], "blue"),
  fails("an absent key equals nothing", ["StringEquals", "blue"]),
  holds("operators are known in any case", ["stringequals", "blue"], "blue"),
  fails("the same text", ["StringNotEquals", "blue"], "blue"),
  holds("another text", ["StringNotEquals", "blue"], "red"),
  fails("none of the listed may match", ["StringNotEquals", ["red", "blue"]], "blue"),
  holds("an absent key differs", ["StringNotEquals", "blue"]),
  holds("case does not count", ["StringEqualsIgnoreCase", "BLUE"], "Blue"),
  fails("case does not count", ["StringNotEqualsIgnoreCase", "BLUE"], "Blue"),
  holds("wildcards", ["StringLike", "bl?e*"], "bluebell"),
  fails("case counts", ["StringLike", "BL*"], "blue"),
  fails("the whole text", ["StringLike", "lue"], "blue"),
  fails("wildcards", ["StringNotLike", "bl*"], "blue"),
  holds("an absent key differs", ["StringNotLike", "bl*"]),
]);

describeDecisions("numbers", [
  holds("by value, not by text", ["NumericEquals", "10"], "10.0"),
  holds("JSON numbers", ["NumericEquals", 10], "10"),
  fails("another number", ["NumericEquals", "10"], "11"),
  holds("another number", ["NumericNotEquals", "10"], "11"),
  fails("what is no number is not even different", ["NumericNotEquals", "10"], "many"),
  holds("less", ["NumericLessThan", "10"], "9.5"),
  fails("equal is not less", ["NumericLessThan", "10"], "10"),
  holds("equal", ["NumericLessThanEquals", "10"], "10"),
  holds("as numbers, not as texts", ["NumericGreaterThan", "9"], "10"),
  fails("equal is not greater", ["NumericGreaterThan", "10"], "10"),
  holds("equal", ["NumericGreaterThanEquals", "10"], "10"),
  holds("negative numbers", ["NumericLessThan", "-1"], "-2"),
  fails("what is no number", ["NumericLessThan", "10"], ""),
]);

describeDecisions("dates", [
  holds(
    "the same moment in another zone",
    ["DateEquals", "2026-01-01T12:00:00Z"],
    "2026-01-01T13:00:00+01:00",
  ),
  holds("a day begins at midnight UTC", ["DateEquals", "2026-01-01"], "2026-01-01T00:00:00Z"),
  holds("seconds since the epoch", ["DateEquals", "1767225600"], "2026-01-01T00:00:00Z"),
  holds("four digits are a year", ["DateLessThan", "2027"], "2026-12-31T23:59:59Z"),
  holds("before", ["DateLessThan", "2026-01-02T00:00:00Z"], "2026-01-01T23:59:59.999Z"),
  fails("not before itself", ["DateLessThan", "2026-01-01T00:00:00Z"], "2026-01-01T00:00:00Z"),
  holds("after", ["DateGreaterThan", "2026-01-01T00:00:00Z"], "2026-01-01T00:00:01Z"),
  holds("itself", ["DateGreaterThanEquals", "2026-01-01T00:00:00Z"], "2026-01-01T00:00:00Z"),
  holds("itself", ["DateLessThanEquals", "2026-01-01T00:00:00Z"], "2026-01-01T00:00:00Z"),
  holds("another moment", ["DateNotEquals", "2026-01-01T00:00:00Z"], "2026-01-01T00:00:01Z"),
  fails("what is no date", ["DateLessThan", "2026-01-01T00:00:00Z"], "yesterday"),
  fails("no day of the calendar", ["DateGreaterThan", "2026-01-01T00:00:00Z"], "2026-02-30"),
]);

describeDecisions("booleans, binary, null", [
  holds("the same", ["Bool", "true"], "true"),
  holds("in any case", ["Bool", "TRUE"], "True"),
  holds("JSON booleans", ["Bool", true], "true"),
  fails("the other", ["Bool", "true"], "false"),
  fails("what is no boolean", ["Bool", "true"], "1"),
  fails("an absent key", ["Bool", "false"]),
  holds("the same bytes", ["BinaryEquals", "QmluYXJ5"], "QmluYXJ5"),
  fails("other bytes", ["BinaryEquals", "QmluYXJ5"], "Qm5uYXJ5"),
  holds("true: an absent key", ["Null", "true"]),
  fails("true: a key that is there", ["Null", "true"], "x"),
  holds("false: a key that is there", ["Null", "false"], "x"),
  holds("JSON booleans", ["Null", false], ["x"]),
  holds("false: an empty text is there", ["Null", "false"], ""),
  fails("false: an absent key", ["Null", "false"]),
  fails("false: a multi-valued key without values", ["Null", "false"], []),
]);

describeDecisions("addresses", [
  holds("inside the range", ["IpAddress", "203.0.113.0/24"], "203.0.113.77"),
  fails("outside", ["IpAddress", "203.0.113.0/24"], "203.0.114.1"),
  holds("the range's bits only", ["IpAddress", "203.0.113.5/24"], "203.0.113.77"),
  holds("a bare address is itself", ["IpAddress", "203.0.113.5"], "203.0.113.5"),
  fails("and nothing else", ["IpAddress", "203.0.113.5"], "203.0.113.6"),
  holds("every IPv4 address", ["IpAddress", "0.0.0.0/0"], "203.0.113.5"),
  holds("IPv6", ["IpAddress", "2001:db8::/32"], "2001:db8:1::1"),
  holds("IPv6 in another spelling", ["IpAddress", "2001:db8::1"], "2001:0DB8:0:0:0:0:0:1"),
  fails("IPv6 is not IPv4", ["IpAddress", "0.0.0.0/0"], "2001:db8::1"),
  fails("IPv4 in IPv6 is not IPv4", ["IpAddress", "203.0.113.0/24"], "::ffff:203.0.113.5"),
  fails("what is no address", ["IpAddress", "0.0.0.0/0"], "localhost"),
  fails("inside the range", ["NotIpAddress", "203.0.113.0/24"], "203.0.113.77"),
  holds("outside", ["NotIpAddress", "203.0.113.0/24"], "198.51.100.1"),
  holds("the other family", ["NotIpAddress", "203.0.113.0/24"], "2001:db8::1"),
  holds("an absent key", ["NotIpAddress", "203.0.113.0/24"]),
]);

const topic = "arn:aws:sns:eu-west-1:111122223333:topic";

describeDecisions("ARNs", [
  holds("the same", ["ArnEquals", topic], topic),
  holds("wildcards, as in ArnLike", ["ArnEquals", "arn:aws:sns:*:111122223333:t?pic"], topic),
  holds("wildcards", ["ArnLike", "arn:aws:sns:*:*:*"], topic),
  fails("another account", ["ArnLike", "arn:aws:sns:*:999988887777:*"], topic),
  holds(
    "the last part keeps its colons",
    ["ArnLike", "arn:aws:lambda:*:*:function:*"],
    "arn:aws:lambda:eu-west-1:111122223333:function:f:live",
  ),
  fails("a wildcard stays in its part", ["ArnLike", "arn:aws:sns:eu*:topic:a:b"], topic),
  fails("what is no ARN", ["ArnLike", "arn:*:*:*:*:*"], "topic"),
  fails("what is no ARN is not even different", ["ArnNotLike", "arn:*:*:*:*:*"], "topic"),
  fails("the same", ["ArnNotEquals", topic], topic),
  holds("another", ["ArnNotLike", "arn:aws:sns:*:999988887777:*"], topic),
  holds("an absent key differs", ["ArnNotLike", topic]),
]);

describeDecisions("…IfExists", [
  holds("an absent key", ["StringEqualsIfExists", "blue"]),
  holds("a value that matches", ["StringEqualsIfExists", "blue"], "blue"),
  fails("a value that does not", ["StringEqualsIfExists", "blue"], "red"),
  holds("an absent key", ["NumericLessThanIfExists", "1"]),
  holds("an absent key", ["BoolIfExists", "true"]),
  fails("a value that does not", ["BoolIfExists", "true"], "false"),
  holds("an absent key", ["ForAnyValue:StringEqualsIfExists", "blue"]),
]);

describeDecisions("set operators", [
  holds(
    "every value of the request is listed",
    ["ForAllValues:StringEquals", ["red", "blue"]],
    ["blue", "red", "red"],
  ),
  fails("one value is not", ["ForAllValues:StringEquals", ["red", "blue"]], ["blue", "green"]),
  holds("an absent key", ["ForAllValues:StringEquals", "blue"]),
  holds("a key without values", ["ForAllValues:StringEquals", "blue"], []),
  holds("an empty text is no value", ["ForAllValues:StringEquals", "blue"], ""),
  holds("a single-valued key is a set of one", ["ForAllValues:StringEquals", "blue"], "blue"),
  holds("none is listed", ["ForAllValues:StringNotEquals", ["red"]], ["blue", "green"]),
  fails("one is listed", ["ForAllValues:StringNotEquals", ["red"]], ["blue", "red"]),
  holds("an absent key", ["ForAllValues:StringNotEquals", "blue"]),
  holds("one is listed", ["ForAnyValue:StringEquals", ["red"]], ["blue", "red"]),
  fails("none is listed", ["ForAnyValue:StringEquals", ["red"]], ["blue", "green"]),
  fails("an absent key", ["ForAnyValue:StringEquals", "blue"]),
  fails("a key without values", ["ForAnyValue:StringEquals", "blue"], []),
  holds("one is not listed", ["ForAnyValue:StringNotEquals", ["red"]], ["blue", "red"]),
  fails("all are listed", ["ForAnyValue:StringNotEquals", ["red", "blue"]], ["blue", "red"]),
  fails("an absent key", ["ForAnyValue:StringNotEquals", "blue"]),
  holds("wildcards", ["ForAnyValue:StringLike", "login.*"], ["authenticated", "login.app"]),
  holds("numbers", ["ForAllValues:NumericLessThan", 10], ["1", "2.5"]),
  fails("a multi-valued key needs a set operator", ["StringEquals", "blue"], ["blue"]),
  fails("also with the negated operators", ["StringNotEquals", "blue"], ["red"]),
  fails("also with IfExists", ["StringEqualsIfExists", "blue"], ["blue"]),
]);

const both = { StringEquals: { "app:team": "blue", "app:stage": "dev" }, Bool: { "app:safe": "true" } };

describeDecisions("several conditions", [
  {
    rule: "all keys and operators hold",
    context: { "app:team": "blue", "app:stage": "dev", "app:safe": "true" },
    policies: identity(allow({ Condition: both })),
    is: ALLOWED,
  },
  {
    rule: "one key fails",
    context: { "app:team": "blue", "app:stage": "prod", "app:safe": "true" },
    policies: identity(allow({ Condition: both })),
    is: DENIED,
  },
  {
    rule: "one operator fails",
    context: { "app:team": "blue", "app:stage": "dev", "app:safe": "false" },
    policies: identity(allow({ Condition: both })),
    is: DENIED,
  },
  {
    rule: "key names are the same in any case",
    context: { "APP:Team": "blue" },
    policies: identity(allow({ Condition: { StringEquals: { "app:team": "blue" } } })),
    is: ALLOWED,
  },
  { rule: "no conditions always hold", policies: identity(allow({ Condition: {} })), is: ALLOWED },
]);
