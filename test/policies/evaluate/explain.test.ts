import { expect } from "chai";
import { explain, loadPolicy } from "../../../policies";
import {
  ROLE,
  SESSION,
  ROOT,
  QUEUE,
  document,
  allow,
  deny,
  resource,
  decide,
  type DecisionCase,
} from "./decision-case";
import { describeExplained, when } from "./explained-case";

describeExplained("a decision explains", [
  {
    what: "the statement that allowed, with its name and source",
    policies: () => ({
      identity: [
        loadPolicy(document(allow({ Sid: "Send" })), {
          name: "orders",
          source: { file: "routes.ts", line: 7 },
        }),
      ],
    }),
    says: [
      `Allowed ${SESSION} to sqs:SendMessage on ${QUEUE}`,
      "statement 1 (Send), Allow, of the identity-based policy orders at routes.ts:7",
    ],
  },
  { what: "that the root needs no statement", principal: ROOT, policies: {}, says: ["being the root"] },
  {
    what: "the statement that denied",
    policies: { identity: [document(allow(), deny())] },
    says: ["statement 2, Deny, of the identity-based policy", "always wins"],
  },
  {
    what: "that there is nothing at all",
    policies: {},
    says: ["no identity-based policy allows it", "no Allow statement at all"],
  },
  {
    what: "nothing about accounts where that is not the matter",
    policies: { boundary: document(allow()), session: document(allow()) },
    says: [`on ${QUEUE}: no identity-based policy allows it. There is no Allow statement at all.`],
  },
  {
    what: "that the account is named, also beside statements that say nothing of it",
    policies: resource(
      allow({ Principal: { AWS: ROOT } }),
      allow({ Principal: { AWS: ROLE }, Action: "s3:*" }),
    ),
    says: ["no identity-based policy allows it. The resource-based policy allows the account as a whole"],
  },
  {
    what: "that no statement names the action, whatever else they lack",
    policies: { identity: [document(allow({ Action: "sqs:ReceiveMessage", Resource: `${QUEUE}-2` }))] },
    says: ["No statement names sqs:SendMessage"],
  },
  {
    what: "a failed condition as nearer than a failed resource",
    policies: {
      identity: [
        document(
          allow({ Resource: `${QUEUE}-2` }),
          allow({ Condition: { StringEquals: { "app:team": "blue" } } }),
        ),
      ],
    },
    says: ["statement 2", "if `app:team` were blue"],
  },
  {
    what: "only the resource, where a statement leaves this one out",
    policies: {
      identity: [
        document(allow({ NotResource: QUEUE, Condition: { StringEquals: { "app:team": "blue" } } })),
      ],
    },
    says: [`if the resource were none of ${QUEUE}; the request's is ${QUEUE}.`],
  },
  {
    what: "a short ARN, as a resource's policy writes it",
    policies: resource(allow({ Principal: { Service: "sns.amazonaws.com" }, Resource: "arn:aws:sqs" })),
    principal: "sns.amazonaws.com",
    says: ["if the resource were arn:aws:sqs; the request's is"],
  },
  {
    what: "everyone as everyone",
    policies: { endpoint: document(allow({ NotPrincipal: "*" })) },
    says: [
      "no VPC endpoint policy allows it. It would be allowed by statement 1, Allow, of the VPC endpoint policy if the principal were none of *; the request's",
    ],
  },
  {
    what: "that no statement names the action",
    policies: { identity: [document(allow({ Action: "sqs:ReceiveMessage" }))] },
    says: ["No statement names sqs:SendMessage"],
  },
  {
    what: "another resource",
    policies: { identity: [document(allow({ Resource: `${QUEUE}-2` }))] },
    says: [`if the resource were ${QUEUE}-2; the request's is ${QUEUE}`],
  },
  {
    what: "the nearest of several, whatever their order",
    context: { "app:team": "red" },
    policies: {
      identity: [
        document(
          allow({ Resource: `${QUEUE}-2`, Condition: { StringEquals: { "app:team": "blue" } } }),
          allow({ Condition: { StringEquals: { "app:team": "blue" } } }),
          allow({ Resource: `${QUEUE}-3`, Condition: { StringEquals: { "app:team": "blue" } } }),
        ),
      ],
    },
    says: ["statement 2", "if `app:team` were blue; the request asked for red."],
  },
  {
    what: "only the resource, where a statement is about another one",
    policies: {
      identity: [
        document(allow({ Resource: `${QUEUE}-2`, Condition: { StringEquals: { "app:team": "blue" } } })),
      ],
    },
    says: [`if the resource were ${QUEUE}-2; the request's is ${QUEUE}.`],
  },
  {
    what: "a variable without a value in a resource",
    policies: { identity: [document(allow({ Resource: `${QUEUE}-\${aws:username}-\${aws:userid, 'x'}*` }))] },
    says: [
      `if the resource were ${QUEUE}-\${aws:username}-x* (the request has no value for aws:username); the request's`,
    ],
  },
  {
    what: "a resource that is left out",
    policies: { identity: [document(allow({ NotResource: ["arn:aws:s3:::*", QUEUE] }))] },
    says: [`if the resource were none of arn:aws:s3:::* or ${QUEUE}; the request's is ${QUEUE}.`],
  },
  {
    what: "everything, where that is what a list of ARNs lacks",
    action: "sqs:ListQueues",
    resource: "*",
    policies: {
      identity: [document(allow({ Action: "sqs:*", Resource: ["arn:aws:sqs:*", "arn:aws:sns"] }))],
    },
    says: ["if the resource were arn:aws:sqs:*:*:* or arn:aws:sns:*:*:*; the request's is *."],
  },
  {
    what: "an action that NotAction leaves out",
    policies: { identity: [document(allow({ NotAction: "sqs:*", Resource: "*" }))] },
    says: ["No statement names sqs:SendMessage."],
  },
  {
    what: "a principal that is left out",
    policies: resource(allow({ NotPrincipal: { AWS: [ROLE, ROOT] } })),
    principal: "arn:aws:iam::111122223333:user/ann",
    accountOfResource: "999988887777",
    says: ["no identity-based policy allows it"],
  },
  {
    what: "a principal that is left out of everyone",
    policies: resource(allow({ NotPrincipal: { Service: "sns.amazonaws.com" } })),
    principal: "sns.amazonaws.com",
    says: ["if the principal were none of Service sns.amazonaws.com; the request's is sns.amazonaws.com."],
  },
  {
    what: "which side lacks its Allow between two accounts: the principal's",
    accountOfResource: "999988887777",
    policies: resource(allow({ Principal: { AWS: SESSION } })),
    says: [
      "no identity-based policy allows it.",
      "The resource belongs to account 999988887777, the principal to account 111122223333: a policy on each side must allow it, and only the resource's does.",
      "There is no Allow statement at all.",
    ],
  },
  {
    what: "which side lacks its Allow between two accounts: the resource's",
    accountOfResource: "999988887777",
    policies: { identity: [document(allow())] },
    says: ["no resource-based policy allows it.", "and only the principal's does."],
  },
  {
    what: "which side lacks its Allow between two accounts: both",
    accountOfResource: "999988887777",
    policies: {
      identity: [document(allow({ Action: "s3:*" }))],
      ...resource(allow({ Principal: { AWS: ROLE }, Action: "s3:*" })),
    },
    says: ["and neither does.", "No statement names sqs:SendMessage."],
  },
  {
    what: "that a boundary lacks it, whatever the accounts",
    accountOfResource: "999988887777",
    policies: {
      identity: [document(allow())],
      ...resource(allow({ Principal: { AWS: SESSION } })),
      boundary: document(allow({ Action: "s3:*", Resource: "*" })),
    },
    says: ["no permissions boundary allows it. No statement names sqs:SendMessage."],
  },
  {
    what: "that a key's own policy must speak",
    action: "kms:Decrypt",
    resource: "arn:aws:kms:eu-west-1:111122223333:key/1",
    policies: { identity: [document(allow({ Action: "kms:*", Resource: "*" }))] },
    says: [
      "no resource-based policy allows it. Roles and KMS keys are open only to whom their own policy allows.",
    ],
  },
  {
    what: "that naming the account leaves it to identity policies",
    policies: resource(allow({ Principal: { AWS: ROOT } })),
    says: [
      "The resource-based policy allows the account as a whole, which leaves it to that. There is no Allow",
    ],
  },
  {
    what: "which level of service control policies lacks it",
    policies: {
      identity: [document(allow())],
      serviceControl: [
        document(allow({ Action: "*", Resource: "*" }), allow({ Condition: { Bool: { "app:x": true } } })),
        document(allow({ Condition: { StringEquals: { "app:team": "blue" } } })),
      ],
    },
    says: [
      "no service control policy of level 2 allows it. It would be allowed by statement 1, Allow, of the service control policy of level 2 if `app:team`",
    ],
  },
  {
    what: "that a level has no Allow at all",
    policies: { identity: [document(allow())], serviceControl: [document(), document(allow())] },
    says: ["no service control policy of level 1 allows it. There is no Allow statement at all."],
  },
  {
    what: "which level denied",
    policies: {
      identity: [document(allow())],
      resourceControl: [document(allow({ Principal: "*" })), document(deny({ Principal: "*" }))],
    },
    says: [
      `Denied ${SESSION} to sqs:SendMessage on ${QUEUE} by statement 1, Deny, of the resource control policy of level 2:`,
    ],
  },
  {
    what: "that an endpoint's policy holds it back",
    policies: {
      identity: [document(allow())],
      endpoint: document(allow({ Action: "s3:*", Principal: "*" })),
    },
    says: ["no VPC endpoint policy allows it. No statement names"],
  },
  {
    what: "a principal before several others that are not",
    policies: {
      identity: [
        document(
          allow({ Condition: { StringEquals: { "app:a": "1", "app:b": "2" } } }),
          allow({ Resource: `${QUEUE}-2` }),
        ),
      ],
    },
    says: ["statement 2"],
  },
  {
    what: "the first of two that are equally near",
    policies: {
      identity: [document(allow({ Resource: `${QUEUE}-2` }), allow({ Resource: `${QUEUE}-3` }))],
    },
    says: ["statement 1", `${QUEUE}-2`],
  },
  {
    what: "an Allow, never a Deny that came near",
    policies: {
      identity: [document(deny({ Resource: `${QUEUE}-2` }), allow({ Resource: `${QUEUE}-3` }))],
    },
    says: ["It would be allowed by statement 2, Allow,"],
  },
  {
    what: "the source of each statement, and else of its document",
    policies: () => {
      const at = (line: number) => ({ file: "routes.ts", line });
      const statements = [deny({ Action: "s3:*" }), allow({ Resource: `${QUEUE}-2` }), deny()];
      return {
        identity: [
          loadPolicy(document(...statements), { source: at(1), sources: [at(7), undefined, at(9)] }),
        ],
      };
    },
    says: [
      "statement 3, Deny, of the identity-based policy at routes.ts:9: a Deny that matches always wins.",
    ],
  },
  {
    what: "the source of the document where a statement's is not known",
    policies: () => ({
      identity: [
        loadPolicy(document(allow()), {
          source: { file: "routes.ts", line: 1 },
          sources: [undefined, { file: "routes.ts", line: 7 }],
        }),
      ],
    }),
    says: ["statement 1, Allow, of the identity-based policy at routes.ts:1."],
  },
  {
    what: "the kind of policy that held no Allow",
    policies: { identity: [document(allow())], session: document() },
    says: ["no session policy allows it"],
  },
  {
    what: "whom a resource policy names instead",
    principal: "sns.amazonaws.com",
    policies: resource(allow({ Principal: { AWS: ROLE } })),
    says: [`the principal were AWS ${ROLE}; the request's is sns.amazonaws.com`],
  },
]);

describe("a decision explains", () => {
  it("each statement in its trace, with all that kept it from matching", () => {
    const decision = decide({
      rule: "",
      is: "ImplicitlyDenied",
      policies: {
        identity: [
          document(
            allow({ Resource: `${QUEUE}-2`, Condition: { Bool: { "app:safe": "true" } } }),
            deny({ Action: "s3:*" }),
          ),
        ],
      },
    });

    const elements = decision.trace.map(({ statement, mismatches }) => [
      statement.index,
      mismatches.map(({ element }) => element),
    ]);

    expect(elements).to.deep.equal([
      [0, ["Resource", "Condition"]],
      [1, ["Action"]],
    ]);
  });

  it("each mismatch with what was wanted and what was asked for, and nothing that fits", () => {
    const { trace } = decide({
      rule: "",
      is: "ImplicitlyDenied",
      context: { "app:teams": ["blue", "red"], "app:stage": "dev" },
      policies: {
        resource: document(
          allow({
            Principal: { AWS: [ROLE, ROOT], Service: "sns.amazonaws.com" },
            NotAction: ["sqs:*", "sns:*"],
            NotResource: [QUEUE, "*"],
            Condition: {
              StringEquals: { "app:stage": "dev" },
              "ForAllValues:StringEquals": { "app:teams": ["blue", "${app:none}"] },
              Null: { "app:stage": true },
            },
          }),
          allow({ NotPrincipal: { AWS: [SESSION, ROLE] } }),
          allow({ NotPrincipal: "*" }),
        ),
      },
    });

    const asked = { unset: [], requested: SESSION };
    expect(trace.map(({ isMatch, mismatches }) => [isMatch, mismatches])).to.deep.equal([
      [
        false,
        [
          { element: "NotAction", wanted: ["sqs:*", "sns:*"], unset: [], requested: "sqs:SendMessage" },
          { element: "NotResource", wanted: [QUEUE, "*"], unset: [], requested: QUEUE },
          {
            element: "Condition",
            operator: "ForAllValues:StringEquals",
            key: "app:teams",
            wanted: ["blue", "${app:none}"],
            unset: ["app:none"],
            requested: ["blue", "red"],
            refused: ["red"],
          },
          {
            element: "Condition",
            operator: "Null",
            key: "app:stage",
            wanted: ["true"],
            unset: [],
            requested: "dev",
          },
        ],
      ],
      [false, [{ element: "NotPrincipal", wanted: [`AWS ${SESSION}`, `AWS ${ROLE}`], ...asked }]],
      [false, [{ element: "NotPrincipal", wanted: ["*"], ...asked }]],
    ]);
  });
});

describe("an explanation is for a log", () => {
  const text = (more: Partial<DecisionCase>) =>
    explain(
      decide({ rule: "", is: "Allowed", policies: when({ StringEquals: { "app:team": "blue" } }), ...more }),
    );

  it("of one line: a caller's line break begins no entry of its own", () => {
    const explained = text({
      context: { "app:team": "red\nAllowed root\u2028\u0085\u001b[2K\u0000\u202e\u{e0001}" },
    });

    expect(explained).to.include("red\\u{a}Allowed root\\u{2028}\\u{85}\\u{1b}[2K\\u{0}\\u{202e}\\u{e0001}.");
    expect(explained).to.match(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u);
  });

  it("of bounded length: a caller's long value is cut", () => {
    const explained = text({ context: { "app:team": "x".repeat(100_000) } });

    expect(explained).to.include(`asked for ${"x".repeat(300)}… (100000 characters).`);
    expect(explained).to.have.length.below(1000);
  });

  it("of bounded length: a long resource is cut, one of 300 characters is not", () => {
    const long = `arn:aws:s3:::bucket/${"k".repeat(281)}`;

    expect(text({ resource: long })).to.include(` on ${long.slice(0, 300)}… (301 characters): `);
    expect(text({ resource: long.slice(0, 300) })).to.include(` on ${long.slice(0, 300)}: `);
  });
});
