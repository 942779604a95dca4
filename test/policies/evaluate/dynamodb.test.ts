import {
  ALLOWED,
  DENIED,
  describeDecisions,
  document,
  REFUSED,
  TABLE,
  type DecisionCase,
} from "./decision-case";

const ownItems = document(
  {
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:BatchGetItem"],
    Resource: [TABLE, `${TABLE}/index/*`],
    Condition: {
      "ForAllValues:StringEquals": {
        "dynamodb:LeadingKeys": "${cognito-identity.amazonaws.com:sub}",
        "dynamodb:Attributes": ["userId", "noteId", "text"],
      },
      StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
      Null: { "dynamodb:LeadingKeys": "false" },
    },
  },
  { Effect: "Deny", Action: "dynamodb:PartiQL*", Resource: "*" },
);
const leaky = document({
  Effect: "Allow",
  Action: "dynamodb:*",
  Resource: TABLE,
  Condition: {
    "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": "${cognito-identity.amazonaws.com:sub}" },
  },
});

function read(
  rule: string,
  is: DecisionCase["is"],
  more: Partial<DecisionCase> & { keys?: string[]; attributes?: string[] },
): DecisionCase {
  const { keys = ["eu-west-1:1"], attributes = ["text"], context, ...rest } = more;
  return {
    rule,
    is,
    action: "dynamodb:GetItem",
    resource: TABLE,
    policies: { identity: [ownItems] },
    context: {
      "cognito-identity.amazonaws.com:sub": "eu-west-1:1",
      "dynamodb:LeadingKeys": keys,
      "dynamodb:Attributes": attributes,
      "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
      ...context,
    },
    ...rest,
  };
}

describeDecisions("a person's own items in DynamoDB", [
  read("own item", ALLOWED, {}),
  read("somebody else's item", DENIED, { keys: ["eu-west-1:2"] }),
  read("own items and one of somebody else", DENIED, {
    action: "dynamodb:BatchGetItem",
    keys: ["eu-west-1:1", "eu-west-1:2"],
  }),
  read("an id that begins like one's own", DENIED, { keys: ["eu-west-1:11"] }),
  read("an attribute that is not listed", DENIED, { attributes: ["text", "secret"] }),
  read("all attributes", DENIED, { context: { "dynamodb:Select": "ALL_ATTRIBUTES" } }),
  read("an index of the table", ALLOWED, { action: "dynamodb:Query", resource: `${TABLE}/index/byDate` }),
  read("another table", DENIED, { resource: `${TABLE}2` }),
  read("no keys at all", DENIED, { keys: [] }),
  read("an action that is not named", DENIED, { action: "dynamodb:DeleteItem" }),
  read("a scan", DENIED, { action: "dynamodb:Scan" }),
  read("PartiQL", REFUSED, { action: "dynamodb:PartiQLSelect" }),
  {
    rule: "ForAllValues without Null lets a Scan through, which carries no keys",
    action: "dynamodb:Scan",
    resource: TABLE,
    context: { "cognito-identity.amazonaws.com:sub": "eu-west-1:1" },
    policies: { identity: [leaky] },
    is: ALLOWED,
  },
]);
