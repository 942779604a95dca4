import {
  ALLOWED,
  DENIED,
  REFUSED,
  document,
  allow,
  deny,
  identity,
  describeDecisions,
} from "./decision-case";

const sub = (value: string) => ({ "cognito-identity.amazonaws.com:sub": value });

const when = (operator: string, key: string, value: string) =>
  identity(allow({ Condition: { [operator]: { [key]: value } } }));
const team = { "app:team": "blue", "aws:PrincipalTag/team": "blue" };

describeDecisions("variables in conditions", [
  {
    rule: "the same value",
    context: team,
    policies: when("StringEquals", "app:team", "${aws:PrincipalTag/team}"),
    is: ALLOWED,
  },
  {
    rule: "another value",
    context: { ...team, "app:team": "red" },
    policies: when("StringEquals", "app:team", "${aws:PrincipalTag/team}"),
    is: DENIED,
  },
  {
    rule: "no value equals nothing, not even its own name",
    context: { "app:team": "${aws:PrincipalTag/team}" },
    policies: when("StringEquals", "app:team", "${aws:PrincipalTag/team}"),
    is: DENIED,
  },
  {
    rule: "no value differs from everything",
    context: { "app:team": "blue" },
    policies: when("StringNotEquals", "app:team", "${aws:PrincipalTag/team}"),
    is: ALLOWED,
  },
  {
    rule: "no value is never the same",
    context: { "app:team": "blue" },
    policies: {
      identity: [
        document(allow(), deny({ Condition: { StringNotLike: { "app:team": "${aws:PrincipalTag/team}" } } })),
      ],
    },
    is: REFUSED,
  },
  {
    rule: "in part of a text",
    context: { ...team, "app:path": "home/blue/x" },
    policies: when("StringLike", "app:path", "home/${aws:PrincipalTag/team}/*"),
    is: ALLOWED,
  },
  {
    rule: "a star in the value stays a star",
    context: { "app:path": "home/red/x", "aws:PrincipalTag/team": "*" },
    policies: when("StringLike", "app:path", "home/${aws:PrincipalTag/team}/*"),
    is: DENIED,
  },
  {
    rule: "whatever the case, if the operator says so",
    context: { ...team, "app:team": "BLUE" },
    policies: when("StringEqualsIgnoreCase", "app:team", "${aws:PrincipalTag/team}"),
    is: ALLOWED,
  },
  {
    rule: "a default",
    context: { "app:team": "none" },
    policies: when("StringEquals", "app:team", "${aws:PrincipalTag/team, 'none'}"),
    is: ALLOWED,
  },
  {
    rule: "${*} in StringLike is a star",
    context: { "app:team": "blue" },
    policies: when("StringLike", "app:team", "${*}"),
    is: DENIED,
  },
  {
    rule: "no value is like nothing, not even with a star",
    context: { "app:team": "blue" },
    policies: when("StringLike", "app:team", "*${aws:PrincipalTag/team}*"),
    is: DENIED,
  },
  {
    rule: "no value differs, whatever the case",
    context: { "app:team": "blue" },
    policies: when("StringNotEqualsIgnoreCase", "app:team", "${aws:PrincipalTag/team}"),
    is: ALLOWED,
  },
  {
    rule: "no value is no ARN to be like",
    context: { "app:arn": "arn:aws:sns:eu-west-1:111122223333:topic" },
    policies: when("ArnLike", "app:arn", "arn:aws:sns:*:*:${app:topic}"),
    is: DENIED,
  },
  {
    rule: "no value is no ARN to differ from",
    context: { "app:arn": "arn:aws:sns:eu-west-1:111122223333:topic" },
    policies: when("ArnNotLike", "app:arn", "arn:aws:sns:*:*:${app:topic}"),
    is: ALLOWED,
  },
  {
    rule: "a star brought into an ARN is a star",
    context: { "app:arn": "arn:aws:sns:eu-west-1:111122223333:topic", "app:topic": "*" },
    policies: when("ArnLike", "app:arn", "arn:aws:sns:*:*:${app:topic}"),
    is: DENIED,
  },
  {
    rule: "what a variable brings in is no ARN",
    context: { "app:arn": "arn:aws:sns:eu-west-1:111122223333:topic", "app:topic": "topic" },
    policies: when("ArnEquals", "app:arn", "${app:topic}"),
    is: DENIED,
  },
  {
    rule: "no value in booleans",
    context: { "app:a": "true" },
    policies: when("Bool", "app:a", "${app:b}"),
    is: DENIED,
  },
  {
    rule: "booleans whatever their case",
    context: { "app:a": "true", "app:b": "TRUE" },
    policies: when("Bool", "app:a", "${app:b}"),
    is: ALLOWED,
  },
  {
    rule: "${?} in StringLike is a question mark",
    context: { "app:team": "a?" },
    policies: when("StringLike", "app:team", "a${?}"),
    is: ALLOWED,
  },
  {
    rule: "${$} keeps a variable's text as it is",
    context: { "app:team": "${aws:username}", "aws:username": "ann" },
    policies: when("StringEquals", "app:team", "${$}{aws:username}"),
    is: ALLOWED,
  },
  {
    rule: "the key compared with itself",
    context: { "app:team": "anything" },
    policies: when("StringEquals", "app:team", "${app:team}"),
    is: ALLOWED,
  },
  {
    rule: "an absent key compared with itself",
    policies: when("StringEquals", "app:team", "${app:team}"),
    is: DENIED,
  },
  {
    rule: "in documents of 2008-10-17 a variable is its own text",
    context: { "app:team": "${aws:username}", "aws:username": "ann" },
    policies: {
      identity: [{ Statement: allow({ Condition: { StringEquals: { "app:team": "${aws:username}" } } }) }],
    },
    is: ALLOWED,
  },
  {
    rule: "in ARNs, colons included",
    context: {
      "aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:topic",
      "app:topic": "arn:aws:sns:eu-west-1:111122223333:topic",
    },
    policies: when("ArnEquals", "aws:SourceArn", "${app:topic}"),
    is: ALLOWED,
  },
  {
    rule: "in booleans",
    context: { "app:a": "true", "app:b": "true" },
    policies: when("Bool", "app:a", "${app:b}"),
    is: ALLOWED,
  },
  {
    rule: "for each value of a set",
    context: { ...sub("1234"), "dynamodb:LeadingKeys": ["1234#a", "1234#b"] },
    policies: when(
      "ForAllValues:StringLike",
      "dynamodb:LeadingKeys",
      "${cognito-identity.amazonaws.com:sub}#*",
    ),
    is: ALLOWED,
  },
  {
    rule: "for each value of a set that must fit",
    context: { ...sub("1234"), "dynamodb:LeadingKeys": ["1234#a", "9999#b"] },
    policies: when(
      "ForAllValues:StringLike",
      "dynamodb:LeadingKeys",
      "${cognito-identity.amazonaws.com:sub}#*",
    ),
    is: DENIED,
  },
]);
