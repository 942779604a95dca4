import { expect } from "chai";
import { loadPolicy, PolicyError, type LoadOptions, type PolicyDocument } from "../../../policies";
import { allow, QUEUE } from "./decision-case";

interface Malformed {
  readonly what: string;
  readonly document: unknown;
  readonly options?: LoadOptions;
  /** Parts of the message: the place and the remedy. */
  readonly says: readonly string[];
}

const one = (statement: object) => ({ Version: "2012-10-17", Statement: [allow(), statement] });
const given = (more: object) => one({ ...allow(), ...more });
const condition = (Condition: unknown) => given({ Condition });
const principal = (Principal: unknown) => ({ Statement: { ...allow(), Principal } });

const MALFORMED: readonly Malformed[] = [
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
  { what: "a statement that is no object", document: { Statement: ["x"] }, says: ["Statement[0]"] },
  {
    what: "an unknown element of a statement",
    document: given({ Conditions: {} }),
    says: ["Statement[1].Conditions", "use Sid"],
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
  {
    what: "a principal in an identity policy",
    document: given({ Principal: "*" }),
    options: { kind: "identity" },
    says: ["Statement[1].Principal", "leave it out"],
  },
  {
    what: "no principal in a resource policy",
    document: given({}),
    options: { kind: "resource" },
    says: ["needs a Principal"],
  },
  {
    what: "no principal in one statement of two",
    document: { Statement: [allow({ Principal: "*" }), allow()] },
    says: ["Statement[1] needs a Principal"],
  },
  {
    what: "a resource in a trust policy",
    document: principal("*"),
    options: { kind: "trust" },
    says: ["Resource", "leave it out"],
  },
  {
    what: "NotPrincipal in a trust policy",
    document: { Statement: { Effect: "Deny", Action: "sts:*", NotPrincipal: "*" } },
    options: { kind: "trust" },
    says: ["NotPrincipal"],
  },
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
    says: ["is no ARN", "the first of them arn"],
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
    what: "a variable that is not closed, in a condition",
    document: condition({ StringEquals: { k: "${aws:userid" } }),
    says: ["Statement[1].Condition.StringEquals.k", "close the variable, or write ${$} for a dollar sign"],
  },
  {
    what: "an ARN that is too short",
    document: condition({ ArnLike: { k: "arn:aws:s3" } }),
    says: ["is no ARN"],
  },
  {
    what: "a wildcard in a principal's ARN",
    document: principal({ AWS: "arn:aws:iam::111122223333:role/*" }),
    says: ["aws:PrincipalArn"],
  },
  { what: "a principal that is no ARN", document: principal({ AWS: "ann" }), says: ["is no principal"] },
  {
    what: "a group as principal",
    document: principal({ AWS: "arn:aws:iam::111122223333:group/staff" }),
    says: ["is no principal"],
  },
  {
    what: "an account of eleven digits",
    document: principal({ AWS: "11112222333" }),
    says: ["is no principal"],
  },
  {
    what: "the id of a role that was deleted",
    document: principal({ AWS: "AROAEXAMPLEEXAMPLE01" }),
    says: ["was deleted", "by its ARN"],
  },
  {
    what: "a wildcard in an account",
    document: principal({ AWS: "arn:aws:iam::*:root" }),
    says: ["aws:PrincipalArn"],
  },
  {
    what: "a wildcard in a provider",
    document: principal({ Federated: "arn:aws:iam::111122223333:oidc-provider/*" }),
    says: ["is no identity provider"],
  },
  {
    what: "no principal in a resource control policy",
    document: given({}),
    options: { kind: "resourceControl" },
    says: ["Statement[0] needs a Principal: a policy of kind resourceControl"],
  },
  {
    what: "a principal in a service control policy",
    document: given({ Principal: "*" }),
    options: { kind: "serviceControl" },
    says: ["kind serviceControl", "leave it out"],
  },
  {
    what: "Principal beside NotPrincipal",
    document: { Statement: { ...allow(), Principal: "*", NotPrincipal: "*" } },
    says: ["holds Principal and NotPrincipal: keep one of them"],
  },
  {
    what: "NotPrincipal with a canonical user, whom nothing here can recognise",
    document: { Statement: { ...allow(), NotPrincipal: { CanonicalUser: "a".repeat(64) } } },
    says: ["canonical user"],
  },
  {
    what: "a canonical user that is none",
    document: principal({ CanonicalUser: "ABC" }),
    says: ["64 hexadecimal digits"],
  },
  {
    what: "a principal that is a number",
    document: principal({ AWS: 111122223333 }),
    says: ["AWS must be a text"],
  },
  { what: "an empty principal", document: principal({ AWS: "" }), says: ["AWS must be a text"] },
  { what: "a list as principal", document: principal(["*"]), says: ['must be "*" or an object'] },
  { what: "null as principal", document: principal(null), says: ['must be "*" or an object'] },
  { what: "a wildcard as service", document: principal({ Service: "*" }), says: ["without wildcards"] },
  {
    what: "an unknown provider",
    document: principal({ Federated: "login.example" }),
    says: ["is no identity provider"],
  },
  {
    what: "an unknown kind of principal",
    document: principal({ User: "ann" }),
    says: ["AWS, Service, Federated or CanonicalUser"],
  },
  { what: "a principal that names nobody", document: principal({}), says: ["names nobody"] },
  { what: "an empty list of principals", document: principal({ AWS: [] }), says: ["names nobody"] },
  { what: "a text as principal", document: principal("111122223333"), says: ['must be "*" or an object'] },
  {
    what: "a Deny to a canonical user, whom nothing here can recognise",
    document: { Statement: { ...allow(), Effect: "Deny", Principal: { CanonicalUser: "a".repeat(64) } } },
    says: ["canonical user"],
  },
  {
    what: "a function in place of data",
    document: given({ Resource: () => QUEUE }),
    says: ["no plain data"],
  },
  {
    what: "a key twice in one object",
    document: '{"Statement":[{"Effect":"Allow","Action":"s3:*","Effect":"Deny","Resource":"*"}]}',
    says: ["Statement[0]", '"Effect" twice'],
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
];

describe("a document is refused when it is loaded if it holds", () => {
  for (const { what, document: malformed, options, says } of MALFORMED) {
    it(what, () => {
      const load = () => loadPolicy(malformed as PolicyDocument, options);

      expect(load).to.throw(PolicyError);
      for (const part of says) expect(load).to.throw(part);
    });
  }

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
