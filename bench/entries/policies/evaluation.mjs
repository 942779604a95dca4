import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { runScript } from "../../run-script.mjs";

const POLICIES = join(import.meta.dirname, "../../../dist/policies");
const DECISIONS = 100_000;
const CASES = {
  allowed: { action: "dynamodb:Query", sub: "eu-west-1:1234" },
  "denied implicitly": { action: "dynamodb:Query", sub: "eu-west-1:9999" },
  "denied explicitly": { action: "dynamodb:Scan", sub: "eu-west-1:1234" },
};

export const policyEvaluation = {
  title: "One decision by five statements",
  notes: [
    "A signed-in person's own items: leading keys by variable, attributes and select limited, and a Deny of scans.",
    `The mean of ${DECISIONS.toLocaleString("en")} decisions, after as many that are not counted; documents are compiled before.`,
  ],
  measures: { decisionUs: "decision (µs)" },
  limits: Object.fromEntries(Object.keys(CASES).map((name) => [name, { decisionUs: 5 }])),

  prepare({ folder }) {
    mkdirSync(folder, { recursive: true });
    return async () =>
      Object.fromEntries(
        Object.entries(CASES).map(([name, request]) => [name, runScript(scriptFor(request), { folder })]),
      );
  },
};

const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/notes";
const OWN_ITEMS = {
  "ForAllValues:StringEquals": {
    "dynamodb:LeadingKeys": ["${cognito-identity.amazonaws.com:sub}"],
    "dynamodb:Attributes": ["owner", "noteId", "title"],
  },
  StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
  Null: { "dynamodb:LeadingKeys": "false", "dynamodb:Attributes": "false" },
};
const DOCUMENT = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: "execute-api:Invoke",
      Resource: "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/v1/GET/pets/*",
    },
    {
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:Query"],
      Resource: TABLE,
      Condition: OWN_ITEMS,
    },
    { Effect: "Allow", Action: "dynamodb:DeleteItem", Resource: TABLE, Condition: OWN_ITEMS },
    {
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::pictures/${cognito-identity.amazonaws.com:sub}/*",
    },
    { Effect: "Deny", Action: ["dynamodb:Scan", "dynamodb:PartiQL*"], Resource: "*" },
  ],
};

function scriptFor({ action, sub }) {
  const request = {
    principal: "arn:aws:sts::111122223333:assumed-role/signed-in/CognitoIdentityCredentials",
    action,
    resource: TABLE,
    context: {
      "cognito-identity.amazonaws.com:sub": "eu-west-1:1234",
      "dynamodb:LeadingKeys": [sub],
      "dynamodb:Attributes": ["owner", "noteId"],
      "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
      "aws:SecureTransport": "true",
      "aws:SourceIp": "203.0.113.7",
    },
  };
  return `
    const { evaluate, loadPolicy } = require(${JSON.stringify(POLICIES)});
    const request = ${JSON.stringify(request)};
    const policies = { identity: [loadPolicy(${JSON.stringify(DOCUMENT)})] };
    const decide = () => {
      const startedMs = performance.now();
      for (let decision = 0; decision < ${DECISIONS}; decision++) evaluate(request, policies);
      return performance.now() - startedMs;
    };
    decide();
    report({ decisionUs: (decide() * 1_000) / ${DECISIONS} });
  `;
}
