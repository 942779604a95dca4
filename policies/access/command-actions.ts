import { findService } from "../lint/find-service";
import { SERVICE_PREFIXES } from "../services/service-prefixes";
import type { SdkCommand } from "./access-model";

/** What a command asks of the policies. */
export type CommandNeed =
  /** Each of these actions. */
  | { readonly type: "all"; readonly actions: readonly string[] }
  /** At least one of these: which ones follows from the request. */
  | { readonly type: "some"; readonly actions: readonly string[] }
  /** A grant of it is used, but nothing is missing without one. */
  | { readonly type: "optional"; readonly actions: readonly string[] }
  | { readonly type: "unknown"; readonly because: string };

const NOTHING: CommandNeed = { type: "all", actions: [] };

/** The prefix of a client's actions, where it is not the client's own name. In lower case, without hyphens. */
const PREFIXES: Readonly<Record<string, string>> = {
  apigatewaymanagementapi: "execute-api",
  apigatewayv2: "apigateway",
  applicationautoscaling: "application-autoscaling",
  appconfigdata: "appconfig",
  bedrockagent: "bedrock",
  bedrockagentruntime: "bedrock",
  bedrockruntime: "bedrock",
  cloudwatchevents: "events",
  cloudwatchlogs: "logs",
  cognitoidentityprovider: "cognito-idp",
  costexplorer: "ce",
  databasemigrationservice: "dms",
  dynamodbdocument: "dynamodb",
  dynamodbstreams: "dynamodb",
  efs: "elasticfilesystem",
  elasticloadbalancingv2: "elasticloadbalancing",
  emr: "elasticmapreduce",
  eventbridge: "events",
  iotdataplane: "iotdata",
  libdynamodb: "dynamodb",
  lexruntimev2: "lex",
  location: "geo",
  opensearch: "es",
  opensearchserverless: "aoss",
  rdsdata: "rds-data",
  redshiftdata: "redshift-data",
  resourcegroupstaggingapi: "tag",
  s3control: "s3",
  sesv2: "ses",
  sfn: "states",
  sagemakerruntime: "sagemaker",
  timestreamquery: "timestream",
  timestreamwrite: "timestream",
};

const all = (...actions: string[]): CommandNeed => ({ type: "all", actions });
const some = (...actions: string[]): CommandNeed => ({ type: "some", actions });

const PARTIQL = some(
  "dynamodb:PartiQLSelect",
  "dynamodb:PartiQLInsert",
  "dynamodb:PartiQLUpdate",
  "dynamodb:PartiQLDelete",
);

/** Commands whose action has another name, several, or none. Source: service authorization reference and API references. */
const SPECIAL: Readonly<Record<string, Readonly<Record<string, CommandNeed>>>> = {
  dynamodb: {
    TransactGetItems: all("dynamodb:GetItem"),
    TransactWriteItems: some(
      "dynamodb:PutItem",
      "dynamodb:UpdateItem",
      "dynamodb:DeleteItem",
      "dynamodb:ConditionCheckItem",
    ),
    ExecuteStatement: PARTIQL,
    BatchExecuteStatement: PARTIQL,
    ExecuteTransaction: PARTIQL,
    // Every client carries it; it is called only where endpoint discovery is turned on.
    DescribeEndpoints: { type: "optional", actions: ["dynamodb:DescribeEndpoints"] },
  },
  "cognito-identity": {
    // Public operations: they are not signed.
    GetId: NOTHING,
    GetOpenIdToken: NOTHING,
    GetCredentialsForIdentity: NOTHING,
    UnlinkIdentity: NOTHING,
  },
  "cognito-idp": Object.fromEntries(
    (
      "SignUp ConfirmSignUp ResendConfirmationCode InitiateAuth RespondToAuthChallenge ForgotPassword " +
      "ConfirmForgotPassword GetUser UpdateUserAttributes DeleteUser DeleteUserAttributes ChangePassword " +
      "GlobalSignOut RevokeToken AssociateSoftwareToken VerifySoftwareToken VerifyUserAttribute " +
      "GetUserAttributeVerificationCode SetUserMFAPreference SetUserSettings ConfirmDevice ForgetDevice GetDevice " +
      "ListDevices UpdateDeviceStatus"
    )
      .split(" ")
      .map((operation) => [operation, NOTHING]),
  ),
  sts: {
    GetCallerIdentity: NOTHING,
    AssumeRoleWithWebIdentity: NOTHING,
    AssumeRoleWithSAML: NOTHING,
  },
  lambda: {
    Invoke: all("lambda:InvokeFunction"),
    InvokeWithResponseStream: all("lambda:InvokeFunction"),
  },
  "execute-api": {
    PostToConnection: all("execute-api:ManageConnections"),
    GetConnection: all("execute-api:ManageConnections"),
    DeleteConnection: all("execute-api:ManageConnections"),
  },
  s3: {
    ListObjects: all("s3:ListBucket"),
    ListObjectsV2: all("s3:ListBucket"),
    ListObjectVersions: all("s3:ListBucketVersions"),
    ListBuckets: all("s3:ListAllMyBuckets"),
    ListMultipartUploads: all("s3:ListBucketMultipartUploads"),
    ListParts: all("s3:ListMultipartUploadParts"),
    HeadBucket: all("s3:ListBucket"),
    HeadObject: all("s3:GetObject"),
    SelectObjectContent: all("s3:GetObject"),
    CopyObject: all("s3:GetObject", "s3:PutObject"),
    UploadPartCopy: all("s3:GetObject", "s3:PutObject"),
    CreateMultipartUpload: all("s3:PutObject"),
    UploadPart: all("s3:PutObject"),
    CompleteMultipartUpload: all("s3:PutObject"),
    DeleteObjects: all("s3:DeleteObject"),
    GetBucketLifecycleConfiguration: all("s3:GetLifecycleConfiguration"),
    PutBucketLifecycleConfiguration: all("s3:PutLifecycleConfiguration"),
    GetBucketNotificationConfiguration: all("s3:GetBucketNotification"),
    PutBucketNotificationConfiguration: all("s3:PutBucketNotification"),
  },
  sqs: {
    SendMessageBatch: all("sqs:SendMessage"),
    DeleteMessageBatch: all("sqs:DeleteMessage"),
    ChangeMessageVisibilityBatch: all("sqs:ChangeMessageVisibility"),
  },
  sns: { PublishBatch: all("sns:Publish") },
  kms: { ReEncrypt: all("kms:ReEncryptFrom", "kms:ReEncryptTo") },
  secretsmanager: {
    BatchGetSecretValue: all("secretsmanager:BatchGetSecretValue", "secretsmanager:GetSecretValue"),
  },
};

const prefixes = new Map(
  SERVICE_PREFIXES.trim()
    .split(" ")
    .map((prefix) => [prefix.replaceAll("-", ""), prefix]),
);

/** The actions behind a command of the AWS SDK. A client or operation that nobody knows is unknown, never nothing. */
export function commandNeed({ client, operation }: SdkCommand): CommandNeed {
  const key = client.toLowerCase().replaceAll("-", "");
  const prefix = PREFIXES[key] ?? prefixes.get(key);
  if (prefix === undefined)
    return { type: "unknown", because: `the client ${client} is of no service that is known here` };
  if (operation === "*")
    return { type: "unknown", because: `all of ${client} is there as methods: send its commands instead` };
  const special = Object.hasOwn(SPECIAL, prefix) ? SPECIAL[prefix]! : {};
  if (Object.hasOwn(special, operation)) return special[operation]!;
  const service = findService(prefix);
  // Without the service's module, the name that all services but the ones above follow is taken.
  if (typeof service === "string" || service.findActions(operation).length > 0)
    return all(`${prefix}:${operation}`);
  return { type: "unknown", because: `${prefix} has no action ${operation}` };
}
