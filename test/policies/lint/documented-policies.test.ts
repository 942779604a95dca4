import { expect } from "chai";
import { lint, type LintOptions, type PolicyStatement } from "../../../policies";

const ACCOUNT = "111122223333";
const TABLE = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/GameScores`;
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const SUB = "${cognito-identity.amazonaws.com:sub}";
const BUCKET = "arn:aws:s3:::amzn-s3-demo-bucket";

interface Documented {
  readonly what: string;
  readonly statements: readonly PolicyStatement[];
  readonly options?: LintOptions;
}

/** Policies of the kinds that AWS's guides give as examples to follow. */
const DOCUMENTED: readonly Documented[] = [
  {
    what: "DynamoDB: a person's own items, never a scan",
    statements: [
      {
        Effect: "Allow",
        Action: ["GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem"].map((name) => `dynamodb:${name}`),
        Resource: [TABLE],
        Condition: {
          "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [SUB] },
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      },
      { Effect: "Deny", Action: ["dynamodb:Scan", "dynamodb:PartiQL*"], Resource: "*" },
    ],
  },
  {
    what: "DynamoDB: some attributes of a person's own items",
    statements: [
      {
        Effect: "Allow",
        Action: ["GetItem", "BatchGetItem", "Query", "UpdateItem"].map((name) => `dynamodb:${name}`),
        Resource: TABLE,
        Condition: {
          "ForAllValues:StringEquals": {
            "dynamodb:LeadingKeys": [SUB],
            "dynamodb:Attributes": ["UserId", "TopScore"],
          },
          StringEqualsIfExists: {
            "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
            "dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"],
          },
          Null: { "dynamodb:LeadingKeys": "false", "dynamodb:Attributes": "false" },
        },
      },
    ],
  },
  {
    what: "DynamoDB: an index, by keys with a prefix",
    statements: [
      {
        Effect: "Allow",
        Action: "dynamodb:Query",
        Resource: `${TABLE}/index/TopScoreDateTimeIndex`,
        Condition: {
          "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`${SUB}#*`] },
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      },
    ],
  },
  {
    what: "DynamoDB: attributes that nobody may name",
    statements: [
      {
        Effect: "Deny",
        Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
        Resource: TABLE,
        Condition: { "ForAnyValue:StringEquals": { "dynamodb:Attributes": ["Secret"] } },
      },
    ],
  },
  {
    what: "DynamoDB: writes only within transactions",
    statements: [
      {
        Effect: "Allow",
        Action: ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
        Resource: TABLE,
        Condition: { "ForAnyValue:StringEquals": { "dynamodb:EnclosingOperation": ["TransactWriteItems"] } },
      },
    ],
  },
  {
    what: "S3: a home folder for each user",
    statements: [
      {
        Effect: "Allow",
        Action: ["s3:ListAllMyBuckets", "s3:GetBucketLocation"],
        Resource: "arn:aws:s3:::*",
      },
      {
        Effect: "Allow",
        Action: "s3:ListBucket",
        Resource: BUCKET,
        Condition: { StringLike: { "s3:prefix": ["", "home/", "home/${aws:username}/*"] } },
      },
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        Resource: `${BUCKET}/home/\${aws:username}/*`,
      },
    ],
  },
  {
    what: "S3: no request without TLS",
    statements: [
      {
        Sid: "RestrictToTLSRequestsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [BUCKET, `${BUCKET}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [BUCKET, `${BUCKET}/*`],
        Condition: { NumericLessThan: { "s3:TlsVersion": 1.2 } },
      },
    ],
  },
  {
    what: "S3: uploads must be encrypted by KMS",
    statements: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: `${BUCKET}/*`,
        Condition: { StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } },
      },
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:PutObject",
        Resource: `${BUCKET}/*`,
        Condition: { Null: { "s3:x-amz-server-side-encryption": "true" } },
      },
    ],
  },
  {
    what: "S3: CloudFront reads for one distribution",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "cloudfront.amazonaws.com" },
        Action: "s3:GetObject",
        Resource: `${BUCKET}/*`,
        Condition: {
          StringEquals: { "AWS:SourceArn": `arn:aws:cloudfront::${ACCOUNT}:distribution/EDFDVBD6EXAMPLE` },
        },
      },
    ],
  },
  {
    what: "S3: requests from some addresses only",
    statements: [
      {
        Sid: "IPAllow",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [BUCKET, `${BUCKET}/*`],
        Condition: {
          NotIpAddress: { "aws:SourceIp": ["192.0.2.0/24", "2001:DB8:1234:5678::/64"] },
          Bool: { "aws:ViaAWSService": "false" },
        },
      },
    ],
  },
  {
    what: "S3: requests through one endpoint only",
    statements: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [BUCKET, `${BUCKET}/*`],
        Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-0abcdef1234567890" } },
      },
    ],
  },
  {
    what: "S3: an endpoint for one bucket",
    options: { kind: "endpoint" },
    statements: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: ["s3:ListBucket", "s3:GetObject", "s3:PutObject"],
        Resource: [BUCKET, `${BUCKET}/*`],
      },
    ],
  },
  {
    what: "SQS: one topic may send",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders`,
        Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:sns:eu-west-1:${ACCOUNT}:orders` } },
      },
    ],
  },
  {
    what: "Lambda: one API may invoke",
    statements: [
      {
        Sid: "apigateway-get",
        Effect: "Allow",
        Principal: { Service: "apigateway.amazonaws.com" },
        Action: "lambda:InvokeFunction",
        Resource: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders`,
        Condition: {
          ArnLike: { "AWS:SourceArn": `arn:aws:execute-api:eu-west-1:${ACCOUNT}:a1b2c3d4e5/v1/GET/orders/*` },
        },
      },
    ],
  },
  {
    what: "Lambda: a function's own log group",
    statements: [
      {
        Effect: "Allow",
        Action: "logs:CreateLogGroup",
        Resource: `arn:aws:logs:eu-west-1:${ACCOUNT}:*`,
      },
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/aws/lambda/orders:*`],
      },
    ],
  },
  {
    what: "X-Ray: traces, which know no resource",
    statements: [
      { Effect: "Allow", Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"], Resource: "*" },
    ],
  },
  {
    what: "KMS: the key policy that lets IAM policies decide",
    statements: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "Allow use of the key",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::444455556666:role/ExampleRole" },
        Action: ["Encrypt", "Decrypt", "ReEncrypt*", "GenerateDataKey*", "DescribeKey"].map(
          (name) => `kms:${name}`,
        ),
        Resource: "*",
        Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
      },
      {
        Sid: "Allow attachment of persistent resources",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::444455556666:role/ExampleRole" },
        Action: ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
        Resource: "*",
        Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ],
  },
  {
    what: "KMS: one key for one purpose",
    statements: [
      {
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: KEY,
        Condition: { StringEquals: { "kms:EncryptionContext:department": "accounting" } },
      },
      {
        Effect: "Allow",
        Action: "kms:CreateAlias",
        Resource: [KEY, `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/accounting`],
      },
    ],
  },
  {
    what: "KMS: CloudWatch Logs encrypts one log group",
    statements: [
      {
        Effect: "Allow",
        Principal: { Service: "logs.eu-west-1.amazonaws.com" },
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
        Condition: {
          ArnEquals: {
            "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:orders`,
          },
        },
      },
    ],
  },
  {
    what: "IAM: a role may be passed to one service",
    statements: [
      {
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: `arn:aws:iam::${ACCOUNT}:role/EC2-roles-for-XYZ-*`,
        Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
      },
    ],
  },
  {
    what: "IAM: everything else only with a second factor",
    statements: [
      {
        Sid: "DenyAllExceptListedIfNoMFA",
        Effect: "Deny",
        NotAction: [
          "iam:CreateVirtualMFADevice",
          "iam:EnableMFADevice",
          "iam:GetUser",
          "sts:GetSessionToken",
        ],
        Resource: "*",
        Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
      },
    ],
  },
  {
    what: "IAM: what a user may do to itself",
    statements: [
      {
        Effect: "Allow",
        Action: ["iam:ChangePassword", "iam:GetUser", "iam:CreateAccessKey", "iam:DeleteAccessKey"],
        Resource: "arn:aws:iam::*:user/${aws:username}",
      },
    ],
  },
  {
    what: "IAM: sessions from before a time are revoked",
    statements: [
      {
        Effect: "Deny",
        Action: "*",
        Resource: "*",
        Condition: { DateLessThan: { "aws:TokenIssueTime": "2026-05-01T00:00:00.000Z" } },
      },
    ],
  },
  {
    what: "IAM: a boundary",
    options: { kind: "boundary" },
    statements: [
      { Effect: "Allow", Action: ["s3:*", "cloudwatch:*", "dynamodb:*"], Resource: "*" },
      {
        Effect: "Deny",
        Action: ["iam:CreateUser", "iam:CreateRole"],
        Resource: "*",
        Condition: {
          StringNotEquals: { "iam:PermissionsBoundary": `arn:aws:iam::${ACCOUNT}:policy/Boundary` },
        },
      },
    ],
  },
  {
    what: "Organizations: some regions only",
    options: { kind: "serviceControl" },
    statements: [
      {
        Sid: "DenyAllOutsideEU",
        Effect: "Deny",
        NotAction: ["iam:*", "sts:*", "kms:*"],
        Resource: "*",
        Condition: {
          StringNotEquals: { "aws:RequestedRegion": ["eu-central-1", "eu-west-1"] },
          ArnNotLike: { "aws:PrincipalArn": ["arn:aws:iam::*:role/Role1AllowedToBypassThisSCP"] },
        },
      },
    ],
  },
  {
    what: "STS: GitHub deploys from one branch",
    statements: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:ref:refs/heads/main",
          },
        },
      },
    ],
  },
  {
    what: "STS: people who signed in to an identity pool",
    statements: [
      {
        Effect: "Allow",
        Principal: { Federated: "cognito-identity.amazonaws.com" },
        Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "cognito-identity.amazonaws.com:aud": "eu-west-1:12345678-abcd-abcd-abcd-123456790ab",
          },
          "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
        },
      },
    ],
  },
  {
    what: "STS: a company's people by SAML",
    statements: [
      {
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::${ACCOUNT}:saml-provider/ExampleOrg` },
        Action: "sts:AssumeRoleWithSAML",
        Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
      },
    ],
  },
  {
    what: "STS: a vendor with an external id",
    statements: [
      {
        Effect: "Allow",
        Principal: { AWS: "444455556666" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "12345" } },
      },
    ],
  },
  {
    what: "STS: a function's execution role",
    statements: [
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  },
  {
    what: "API Gateway: some methods for a role's people",
    statements: [
      {
        Effect: "Allow",
        Action: "execute-api:Invoke",
        Resource: [
          `arn:aws:execute-api:eu-west-1:${ACCOUNT}:a1b2c3d4e5/v1/GET/pets`,
          `arn:aws:execute-api:eu-west-1:${ACCOUNT}:a1b2c3d4e5/v1/GET/pets/*`,
        ],
      },
    ],
  },
  {
    what: "tags: resources with the project of who asks",
    statements: [
      {
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        Resource: `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:*`,
        Condition: {
          StringEquals: { "aws:ResourceTag/access-project": "${aws:PrincipalTag/access-project}" },
          Null: { "aws:PrincipalTag/access-project": "false" },
        },
      },
    ],
  },
  {
    what: "tags: critical parameters stay",
    statements: [
      {
        Effect: "Deny",
        Action: "ssm:DeleteParameter",
        Resource: "*",
        Condition: { StringEquals: { "aws:ResourceTag/critical": "true" } },
      },
    ],
  },
  {
    what: "Step Functions: one state machine",
    statements: [
      {
        Effect: "Allow",
        Action: "states:StartExecution",
        Resource: `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:orders`,
      },
      {
        Effect: "Allow",
        Action: ["states:DescribeExecution", "states:StopExecution"],
        Resource: `arn:aws:states:eu-west-1:${ACCOUNT}:execution:orders:*`,
      },
    ],
  },
  {
    what: "a session for one key of a table",
    options: { kind: "session" },
    statements: [{ Effect: "Allow", Action: "dynamodb:GetItem", Resource: TABLE }],
  },
];

describe("lint: a policy such as AWS documents is clean", () => {
  for (const { what, statements, options } of DOCUMENTED) {
    it(what, () => {
      expect(lint({ Version: "2012-10-17", Statement: statements }, options)).to.deep.equal([]);
    });
  }
});
