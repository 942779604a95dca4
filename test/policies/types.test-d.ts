// Checked by the compiler, never run: what must compile and, under @ts-expect-error, what must not. Compilers word and number their errors
// differently, so only that a line fails is asserted.
import { interpolate, output, type Input, type Output } from "@pulumi/pulumi";
import { apigateway, iam, kms as keys, s3 as buckets } from "@pulumi/aws";
import {
  permissionsBoundary,
  policy,
  resourcePolicy,
  sessionPolicy,
  toDocument,
  trustPolicy,
  unchecked,
  variable,
  type PolicyDocument,
} from "../../policies";
import { cognitoIdentity } from "../../policies/services/cognito-identity";
import { dynamodb } from "../../policies/services/dynamodb";
import { executeApi } from "../../policies/services/execute-api";
import { lambda } from "../../policies/services/lambda";
import { logs } from "../../policies/services/logs";
import { s3 } from "../../policies/services/s3";
import { sns } from "../../policies/services/sns";
import { sqs } from "../../policies/services/sqs";
import { sts } from "../../policies/services/sts";

declare const tableArn: Output<string>;
declare const table: { readonly arn: Output<string> };
declare const someArn: Input<string>;
declare const name: string;
const literalTable = "arn:aws:dynamodb:eu-west-1:123456789012:table/notes";

export function compiles(): unknown[] {
  // C1: Outputs of two types, in one document that a RolePolicy takes
  const document: Output<string> = policy(
    dynamodb.allow("GetItem", "Query").on({ table: tableArn, index: interpolate`${tableArn}/index/*` }),
    lambda
      .allow("InvokeFunction")
      .on({ function: output("arn:aws:lambda:eu-west-1:123456789012:function:f") }),
  );
  new iam.RolePolicy("policy", { role: "role", policy: document });

  const ofRole: Output<string> = trustPolicy(sts.allow("AssumeRole").by({ Service: "lambda.amazonaws.com" }));
  const ofResource: Output<string> = resourcePolicy(
    s3.allow("GetObject").by({ AWS: "123456789012" }).on({ object: "arn:aws:s3:::bucket/*" }),
  );
  const boundary: Output<string> = permissionsBoundary(dynamodb.allow("GetItem").on({ table }));
  const session: Output<string> = sessionPolicy(dynamodb.allow("GetItem").on({ table }));
  const limit = new iam.Policy("boundary", { policy: boundary });
  new iam.Role("role", {
    assumeRolePolicy: ofRole,
    permissionsBoundary: limit.arn,
    inlinePolicies: [{ name: "inline", policy: document }],
  });
  new apigateway.RestApi("api", { policy: ofResource });
  new apigateway.RestApiPolicy("policy", { restApiId: "id", policy: ofResource });
  new keys.Key("key", { policy: ofResource });
  new buckets.BucketPolicy("policy", { bucket: "bucket", policy: ofResource });
  new buckets.Bucket("bucket", { policy: ofResource });
  const plain: PolicyDocument = toDocument("session", dynamodb.allow("GetItem").on({ table: literalTable }));

  return [
    session,
    plain,
    // C2: an Input, a string, something with an ARN, and lists of them
    dynamodb.allow("GetItem").on({ table: someArn }),
    dynamodb.allow("GetItem").on({ table: literalTable }),
    dynamodb.allow("GetItem").on({ table }),
    dynamodb.allow("GetItem").on({ table: [table, tableArn, someArn] }),
    // C3: leading keys that are the caller's own
    dynamodb
      .allow("GetItem", "Query")
      .on({ table })
      .when("dynamodb:LeadingKeys", "ForAllValues:StringEquals", [
        variable("cognito-identity.amazonaws.com:sub"),
      ])
      .when("dynamodb:LeadingKeys", "Null", false),
    // C4: keys with a free part, a variable in the value
    sqs
      .allow("SendMessage")
      .on({ queue: someArn })
      .when("aws:ResourceTag/team", "StringEquals", "${aws:PrincipalTag/team}"),
    sqs
      .allow("SendMessage")
      .on({ queue: someArn })
      .when("aws:PrincipalTag/team", "StringEquals", ["blue", name]),
    // C5: one condition of each kind
    s3
      .allow("GetObject")
      .on({ object: "arn:aws:s3:::bucket/*" })
      .when("aws:SecureTransport", "Bool", true)
      .when("aws:MultiFactorAuthAge", "NumericLessThan", 300)
      .when("aws:CurrentTime", "DateGreaterThan", new Date(0))
      .when("aws:CurrentTime", "DateLessThan", "2027-01-01T00:00:00Z")
      .when("aws:SourceIp", "IpAddress", ["203.0.113.0/24", "2001:db8::/32"])
      .when("aws:SourceArn", "ArnLike", someArn),
    // C6: …IfExists on a key that one action lacks
    dynamodb
      .allow("GetItem", "PutItem")
      .on({ table })
      .when("dynamodb:Select", "StringEqualsIfExists", "SPECIFIC_ATTRIBUTES"),
    // C7: Null on such a key
    dynamodb.allow("GetItem", "PutItem").on({ table }).when("dynamodb:Select", "Null", true),
    // C8: wildcards
    dynamodb.allow(dynamodb.matching("*Item")).on({ table }),
    dynamodb
      .allow("ListTables", dynamodb.matching("Describe*"))
      .onEverything("the inventory reads all tables"),
    // C9: literal ARNs with a wildcard, a variable, a part known at run time
    s3.allow("GetObject").on({ object: "arn:aws:s3:::bucket/${aws:username}/*" }),
    s3.allow("GetObject").on({ object: `arn:aws:s3:::bucket/${name}` }),
    logs
      .allow("CreateLogStream", "PutLogEvents")
      .on({ logStream: "arn:aws:logs:eu-west-1:123456789012:log-group:/f:*" }),
    executeApi
      .allow("Invoke")
      .on({ executeApiGeneral: "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3/v1/GET/pets/*" }),
    cognitoIdentity.allow("GetOpenIdTokenForDeveloperIdentity").on({ identitypool: someArn }),
    // C10: a resource's policy and a trust policy
    resourcePolicy(
      sqs
        .allow("SendMessage")
        .by({ Service: "sns.amazonaws.com" })
        .on({ queue: someArn })
        .when("aws:SourceArn", "ArnEquals", someArn),
    ),
    // what no module knows, and a warning that is meant
    policy(
      unchecked("new").allow("bedrock:NewThing").on(someArn, table, [tableArn, "arn:aws:bedrock:::x"]),
      unchecked("new")
        .deny("bedrock:NewThing")
        .onEverything()
        .when("bedrock:Key", "DateLessThan", new Date(0)),
      dynamodb
        .allow(dynamodb.matching("*"))
        .on({ table })
        .accepting("wildcard-permissions", "an administrator"),
    ),
    resourcePolicy(unchecked("new").allow("bedrock:NewThing").by("*").on(someArn)),
    trustPolicy(
      unchecked("new").allow("sts:AssumeRole").by({ AWS: "123456789012" }).when("sts:New", "Bool", true),
    ),
    trustPolicy(
      sts
        .allow("AssumeRoleWithWebIdentity")
        .by({ Federated: "cognito-identity.amazonaws.com" })
        .when("cognito-identity.amazonaws.com:aud", "StringEquals", name)
        .when("cognito-identity.amazonaws.com:amr", "ForAnyValue:StringLike", "authenticated"),
    ),
  ];
}

export function doesNotCompile(): unknown[] {
  const object = s3.allow("GetObject").on({ object: "arn:aws:s3:::b/*" });
  const read = dynamodb.allow("GetItem").on({ table });
  const readAndScan = dynamodb.allow("Query", "Scan").on({ table });
  return [
    // @ts-expect-error N1: a key of another service
    object.when("dynamodb:LeadingKeys", "ForAllValues:StringEquals", ["x"]),
    // @ts-expect-error N2: a key that one action never sends: Scan would read the whole table
    readAndScan.when("dynamodb:LeadingKeys", "ForAllValues:StringEquals", ["x"]),
    // @ts-expect-error N2: nor with another operator
    readAndScan.when("dynamodb:LeadingKeys", "ForAnyValue:StringEquals", ["x"]),
    // @ts-expect-error N3: a resource type of another service
    dynamodb.allow("GetItem").on({ queue: someArn }),
    // @ts-expect-error N4: a bucket's ARN for an object
    s3.allow("GetObject").on({ object: "arn:aws:s3:::bucket" }),
    // @ts-expect-error N5: an action without a resource
    s3.allow("GetObject", "ListBucket").on({ bucket: "arn:aws:s3:::bucket" }),
    // @ts-expect-error N6: an ARN for an action that knows none
    dynamodb.allow("ListTables").on({ table }),
    // @ts-expect-error N7: a statement about nothing
    policy(dynamodb.allow("GetItem")),
    // @ts-expect-error N8: a misspelt action in second place
    dynamodb.allow("GetItem", "GetItme").on({ table }),
    // @ts-expect-error N9: an operator of another family
    read.when("dynamodb:LeadingKeys", "NumericEquals", 1),
    // @ts-expect-error N10: a set operator on a key with one value
    read.when("dynamodb:Select", "ForAllValues:StringEquals", ["COUNT"]),
    // @ts-expect-error N11: none on a key with many values
    read.when("dynamodb:LeadingKeys", "StringEquals", "x"),
    // @ts-expect-error N12: "yes" is no boolean
    read.when("aws:SecureTransport", "Bool", "yes"),
    // @ts-expect-error N13: a misspelt variable
    read.when("dynamodb:LeadingKeys", "ForAllValues:StringEquals", ["${cognito-identity.amazonaw.com:sub}"]),
    // @ts-expect-error N13: a misspelt variable
    variable("cognito-identity.amazonaw.com:sub"),
    // @ts-expect-error N14: a tag of something that has no tags
    sns.allow("Publish").on({ topic: someArn }).when("aws:RequestTag/team", "StringEquals", "blue"),
    // @ts-expect-error N15: a principal in an identity policy
    policy(sqs.allow("SendMessage").by({ Service: "sns.amazonaws.com" }).on({ queue: someArn })),
    // @ts-expect-error a trust policy takes statements that name who, not what
    trustPolicy(sts.allow("AssumeRole").on({ role: someArn })),
    // @ts-expect-error an ARN of another service
    lambda.allow("InvokeFunction").on({ function: literalTable }),
    // @ts-expect-error a pattern that covers no action
    dynamodb.matching("Gett*"),
    // @ts-expect-error no action at all
    dynamodb.allow(),
    // @ts-expect-error no action at all, unchecked
    unchecked("new").allow(),
    // @ts-expect-error unchecked needs a reason
    unchecked(),
    // @ts-expect-error an unchecked statement about nothing
    policy(unchecked("new").allow("bedrock:NewThing")),
    // @ts-expect-error an operator that does not exist, unchecked
    unchecked("new").allow("bedrock:NewThing").on(someArn).when("bedrock:Key", "StringEqual", "x"),
    // @ts-expect-error a warning is accepted with a reason
    read.accepting("pass-role"),
    // @ts-expect-error an error cannot be accepted
    read.accepting("unknown-action", "meant"),
    // @ts-expect-error a principal in a session policy
    sessionPolicy(sqs.allow("SendMessage").by("*").on({ queue: someArn })),
    // @ts-expect-error a principal in a permissions boundary
    permissionsBoundary(sqs.allow("SendMessage").by("*").on({ queue: someArn })),
    // @ts-expect-error a principal in a plain session policy
    toDocument("session", sqs.allow("SendMessage").by("*").on({ queue: someArn })),
    // @ts-expect-error a kind of policy that does not exist
    toDocument("inline", read),
  ];
}
