import { fails, holds } from "./condition-case";
import { ALLOWED, DENIED, REFUSED, allow, deny, identity, describeDecisions } from "./decision-case";

const topic = "arn:aws:sns:eu-west-1:111122223333:topic";

describeDecisions("…IfExists", [
  holds("an absent key", ["StringEqualsIfExists", "blue"]),
  holds("a value that matches", ["StringEqualsIfExists", "blue"], "blue"),
  fails("a value that does not", ["StringEqualsIfExists", "blue"], "red"),
  holds("an absent key", ["NumericLessThanIfExists", "1"]),
  holds("an absent key", ["BoolIfExists", "true"]),
  fails("a value that does not", ["BoolIfExists", "true"], "false"),
  holds("an absent key", ["ForAnyValue:StringEqualsIfExists", "blue"]),
  fails("values of which none is listed", ["ForAnyValue:StringEqualsIfExists", "blue"], ["red"]),
  holds("an absent key", ["ForAllValues:StringEqualsIfExists", "blue"]),
  fails("values of which one is not listed", ["ForAllValues:StringEqualsIfExists", "blue"], ["blue", "red"]),
  holds("an absent key", ["StringNotEqualsIfExists", "blue"]),
  fails("the same text", ["StringNotEqualsIfExists", "blue"], "blue"),
  holds("an absent key", ["IpAddressIfExists", "203.0.113.0/24"]),
  fails("an address outside", ["IpAddressIfExists", "203.0.113.0/24"], "198.51.100.1"),
  holds("an absent key", ["ArnLikeIfExists", topic]),
  holds("an absent key", ["DateLessThanIfExists", "2026-01-01"]),
  holds("an absent key", ["BinaryEqualsIfExists", "QQ=="]),
  holds("in any case", ["stringequalsIFEXISTS", "blue"]),
  fails("an empty text is there", ["StringEqualsIfExists", "blue"], ""),
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
  fails("also without values", ["StringNotEquals", "blue"], []),
  fails("also with the operators for numbers", ["NumericLessThan", 10], ["1"]),
  fails("also with Bool", ["Bool", "true"], ["true"]),
  holds("in any case", ["forallvalues:stringequals", "blue"], ["blue"]),
  holds("one empty value is no value", ["ForAllValues:StringEquals", "blue"], [""]),
  fails("an empty value among others is one", ["ForAllValues:StringEquals", "blue"], ["", "blue"]),
  fails("an empty text is no value", ["ForAnyValue:StringEquals", ""], ""),
  fails("one empty value is no value", ["ForAnyValue:StringLike", "*"], [""]),
  holds("a single-valued key is a set of one", ["ForAnyValue:StringEquals", "blue"], "blue"),
  fails("a single-valued key is a set of one", ["ForAllValues:StringEquals", "blue"], "red"),
  fails("a key without values", ["ForAnyValue:StringNotEquals", "blue"], []),
  holds("a key without values", ["ForAllValues:StringNotEquals", "blue"], []),
  fails("what is no number among numbers", ["ForAllValues:NumericLessThan", 10], ["1", "many"]),
  holds("a number among what is none", ["ForAnyValue:NumericLessThan", 10], ["many", "1"]),
  fails("what is no number is not even different", ["ForAnyValue:NumericNotEquals", 10], ["many"]),
  holds("one ARN of several", ["ForAnyValue:ArnLike", "arn:aws:sns:*:*:*"], ["x", topic]),
  fails("one address outside", ["ForAllValues:IpAddress", "10.0.0.0/8"], ["10.0.0.1", "192.0.2.1"]),
  holds("all before", ["ForAllValues:DateLessThan", "2026-01-01"], ["2025-01-01", "2024-01-01"]),
  holds("booleans", ["ForAnyValue:Bool", "true"], ["false", "true"]),
  fails("one is like a listed one", ["ForAllValues:StringNotLike", "secret*"], ["text", "secretNote"]),
  holds("one is like none", ["ForAnyValue:StringNotLike", "secret*"], ["text", "secretNote"]),
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
  {
    rule: "an operator without keys always holds",
    policies: identity(allow({ Condition: { StringEquals: {} } })),
    is: ALLOWED,
  },
  {
    rule: "a range needs both ends",
    context: { "app:size": "15" },
    policies: identity(
      allow({
        Condition: { NumericGreaterThan: { "app:size": 10 }, NumericLessThan: { "app:size": 20 } },
      }),
    ),
    is: ALLOWED,
  },
  {
    rule: "a range is left at either end",
    context: { "app:size": "25" },
    policies: identity(
      allow({
        Condition: { NumericGreaterThan: { "app:size": 10 }, NumericLessThan: { "app:size": 20 } },
      }),
    ),
    is: DENIED,
  },
  {
    rule: "two spellings of one key must both hold",
    context: { "app:team": "blue" },
    policies: identity(allow({ Condition: { StringLike: { "app:team": "b*", "APP:TEAM": "*d" } } })),
    is: DENIED,
  },
  {
    rule: "two spellings of one operator must both hold",
    context: { "app:team": "blue" },
    policies: identity(
      allow({ Condition: { StringLike: { "app:team": "b*" }, stringlike: { "app:team": "*d" } } }),
    ),
    is: DENIED,
  },
  {
    rule: "a Deny whose conditions do not all hold denies nothing",
    context: { "app:team": "blue", "app:stage": "dev", "app:safe": "false" },
    policies: identity(allow(), deny({ Condition: both })),
    is: ALLOWED,
  },
  {
    rule: "a Deny with an absent key and a positive operator denies nothing",
    policies: identity(allow(), deny({ Condition: { StringEquals: { "app:team": "blue" } } })),
    is: ALLOWED,
  },
  {
    rule: "a Deny with an absent key and a negated operator denies",
    policies: identity(allow(), deny({ Condition: { StringNotEquals: { "app:team": "blue" } } })),
    is: REFUSED,
  },
  {
    rule: "a key whose name only begins so is another",
    context: { "app:te": "blue", "app:teams": "blue" },
    policies: identity(allow({ Condition: { StringEquals: { "app:team": "blue" } } })),
    is: DENIED,
  },
  {
    rule: "every letter of a key's name in any case",
    context: { "app:ABCDEFGHIJKLMNOPQRSTUVWXYZ": "blue" },
    policies: identity(allow({ Condition: { StringEquals: { "app:abcdefghijklmnopqrstuvwxyz": "blue" } } })),
    is: ALLOWED,
  },
  {
    rule: "signs beside the letters are themselves",
    context: { "app:@[`{": "blue" },
    policies: identity(allow({ Condition: { StringEquals: { "app:`{@[": "blue" } } })),
    is: DENIED,
  },
  {
    rule: "a key that nobody sends is absent",
    context: { "app:team": "blue" },
    policies: identity(allow({ Condition: { StringEquals: { "app:taem": "blue" } } })),
    is: DENIED,
  },
]);
