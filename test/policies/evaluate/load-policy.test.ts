import { expect } from "chai";
import { loadPolicy, type PolicyDocument } from "../../../policies";
import { QUEUE } from "./decision-case";
import { describeMalformed, given, one } from "./malformed-case";

describeMalformed("a document is refused when it is loaded if it holds", [
  { what: "text that is no JSON", document: "{", says: ["no JSON"] },
  { what: "a list", document: [], says: ["JSON object"] },
  {
    what: "a document without Statement",
    document: { Version: "2012-10-17" },
    says: ["Statement is missing"],
  },
  {
    what: "an unknown version",
    document: { Version: "2012-10-18", Statement: [] },
    says: ['write "2012-10-17"'],
  },
  {
    what: "an unknown element of the document",
    document: { Statement: [], Statements: [] },
    says: ["Statements is no element"],
  },
  {
    what: "a statement that is no object",
    document: { Statement: ["x"] },
    says: ["Policy: Statement[0] must be an object"],
  },
  { what: "a number for a document", document: 5, says: ["JSON object"] },
  { what: "text that is only a text", document: '"Statement"', says: ["JSON object"] },
  {
    what: "a key twice in a list of documents",
    document: '[{"a":{"b":1,"b":2}}]',
    says: ['[0].a holds "b" twice'],
  },
  {
    what: "an unknown element of a statement",
    document: given({ Conditions: {} }),
    says: ["Policy: Statement[1].Conditions is no element of a statement: use Sid, Effect, Principal,"],
  },
  {
    what: "an element in another case",
    document: given({ effect: "Deny" }),
    says: ["Statement[1].effect", "write Effect"],
  },
  {
    what: "an effect in another case",
    document: given({ Effect: "allow" }),
    says: ["Statement[1].Effect", '"Allow" or "Deny"'],
  },
  { what: "no action", document: one({ Effect: "Allow", Resource: "*" }), says: ["needs an Action"] },
  { what: "Action beside NotAction", document: given({ NotAction: "s3:*" }), says: ["keep one of them"] },
  { what: "Resource beside NotResource", document: given({ NotResource: "*" }), says: ["keep one of them"] },
  {
    what: "an empty list of actions",
    document: given({ Action: [] }),
    says: ["Statement[1].Action", "empty list"],
  },
  {
    what: "an empty list of resources",
    document: given({ Resource: [] }),
    says: ["Statement[1].Resource", "empty list"],
  },
  { what: "an action without its service", document: given({ Action: "GetItem" }), says: ["service:Name"] },
  { what: "a wildcard as service", document: given({ Action: "s?s:SendMessage" }), says: ["service:Name"] },
  { what: "an action that is no text", document: given({ Action: [1] }), says: ["Statement[1].Action[0]"] },
  {
    what: "a resource that is no ARN",
    document: given({ Resource: "orders" }),
    says: ["neither", "arn:partition"],
  },
  {
    what: "a variable that is not closed",
    document: given({ Resource: `${QUEUE}/\${aws:userid` }),
    says: ["close the variable"],
  },
  {
    what: "a variable without a name",
    document: given({ Resource: `${QUEUE}/\${}` }),
    says: ["is no policy variable"],
  },
  {
    what: "a default without its space",
    document: given({ Resource: `${QUEUE}/\${aws:userid,'x'}` }),
    says: ["'default'"],
  },
  {
    what: "no resource in an identity policy",
    document: one({ Effect: "Allow", Action: "s3:*" }),
    says: ["needs a Resource"],
  },
  { what: "a Sid that is no text", document: given({ Sid: 1 }), says: ["Statement[1].Sid must be a text"] },
  { what: "an Id that is no text", document: { Id: 1, Statement: [] }, says: ["Id must be a text"] },
  {
    what: "a statement that is a list",
    document: { Statement: [[]] },
    says: ["Statement[0] must be an object"],
  },
  {
    what: "a statement that is null",
    document: { Statement: null },
    says: ["Statement[0] must be an object"],
  },
  { what: "null", document: null, says: ["JSON object"] },
  {
    what: "a version that is a number",
    document: { Version: 2012, Statement: [] },
    says: ["Version is 2012"],
  },
  {
    what: "an action with two colons",
    document: given({ Action: "s3:Get:Object" }),
    says: ["service:Name"],
  },
  { what: "an action with a blank", document: given({ Action: "s3:Get Object" }), says: ["service:Name"] },
  { what: "an empty action", document: given({ Action: "" }), says: ["service:Name"] },
  {
    what: "a NotAction without its service",
    document: one({ Effect: "Deny", NotAction: "Get*", Resource: "*" }),
    says: ["Statement[1].NotAction", "service:Name"],
  },
  {
    what: "a NotResource that is no ARN",
    document: one({ Effect: "Deny", Action: "s3:*", NotResource: "bucket" }),
    says: ["Statement[1].NotResource", "arn:partition"],
  },
  {
    what: "a resource that is no text",
    document: given({ Resource: [QUEUE, null] }),
    says: ["Statement[1].Resource[1] is null"],
  },
  { what: "an empty resource", document: given({ Resource: "" }), says: ["neither"] },
  {
    what: "a variable in place of an ARN",
    document: given({ Resource: "${aws:SourceArn}" }),
    says: ["neither"],
  },
  {
    what: "a variable with a wildcard in its name",
    document: given({ Resource: `${QUEUE}/\${aws:*}` }),
    says: ["is no policy variable"],
  },
  {
    what: "a default with two blanks",
    document: given({ Resource: `${QUEUE}/\${aws:userid,  'x'}` }),
    says: ["'default'"],
  },
  {
    what: "a default without quotes",
    document: given({ Resource: `${QUEUE}/\${aws:userid, x}` }),
    says: ["'default'"],
  },
  {
    what: "a function in place of data",
    document: given({ Resource: () => QUEUE }),
    says: ["no plain data"],
  },
  {
    what: "a key twice in one object",
    document: '{"Statement":[{"Effect":"Allow","Action":"s3:*","Effect":"Deny","Resource":"*"}]}',
    says: ['Policy: Statement[0] holds "Effect" twice: IAM refuses that; write one list of values.'],
  },
  {
    what: "an element of the document twice",
    document: '{"Version":"2012-10-17","Statement":[],"Version":"2008-10-17"}',
    says: ['the document holds "Version" twice'],
  },
  {
    what: "a key twice in the second of two lists",
    document: '{"Statement":[[1,[2,3]],{"a":[{"b":1},{"b":1,"c":2,"b":3}]}]}',
    says: ['Statement[1].a[1] holds "b" twice'],
  },
  {
    what: "a condition key twice, far apart and escaped",
    document: `{"Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"a":"1","b":["{","}",","],"\\u0061"${" ".repeat(500)}:"2"}}}]}`,
    says: ["Statement[0].Condition.StringEquals", '"a" twice'],
  },
]);

describe("a document is refused when it is loaded if it holds", () => {
  it("anything wrong, and the message names the statement's own source where it is known", () => {
    const at = (line: number) => ({ file: "routes.ts", line });
    const options = { source: at(1), sources: [at(5), at(8)] };

    expect(() => loadPolicy(given({ Effect: "no" }) as PolicyDocument, options)).to.throw(
      "Policy (routes.ts:8): Statement[1].Effect",
    );
    expect(() =>
      loadPolicy(given({ Effect: "no" }) as PolicyDocument, { ...options, sources: [at(5)] }),
    ).to.throw("Policy (routes.ts:1): Statement[1].Effect");
    expect(() => loadPolicy("{", options)).to.throw("Policy (routes.ts:1): the policy document is no JSON");
  });

  it("anything wrong, and the message names document and source", () => {
    const options = { name: "reader", source: { file: "routes.ts", line: 12 } };

    expect(() => loadPolicy(given({ Effect: "no" }) as PolicyDocument, options)).to.throw(
      'Policy "reader" (routes.ts:12): Statement[1].Effect',
    );
  });
});
