import { PolicyError } from "../policy-error";
import type { PolicyStatement } from "../policy-document";
import type { AccessResource } from "./access-model";
import type { ResourceRecord } from "./resource-record";
import { describe, documentOf, findNamed, namesOf, requiredText, textOf } from "./resource-record";
import { compareTexts } from "./compare-texts";

/** Resources that bring a policy for another one: which input names that one, which holds the document. */
const POLICY_OF_ANOTHER: Readonly<Record<string, readonly [target: string, document: string]>> = {
  "aws:s3/bucketPolicy:BucketPolicy": ["bucket", "policy"],
  "aws:kms/keyPolicy:KeyPolicy": ["keyId", "policy"],
  "aws:sns/topicPolicy:TopicPolicy": ["arn", "policy"],
  "aws:sqs/queuePolicy:QueuePolicy": ["queueUrl", "policy"],
  "aws:secretsmanager/secretPolicy:SecretPolicy": ["secretArn", "policy"],
  "aws:dynamodb/resourcePolicy:ResourcePolicy": ["resourceArn", "policy"],
  "aws:kinesis/resourcePolicy:ResourcePolicy": ["resourceArn", "policy"],
  "aws:apigateway/restApiPolicy:RestApiPolicy": ["restApiId", "policy"],
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": ["eventBusName", "policy"],
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": ["destinationName", "accessPolicy"],
  "aws:ecr/repositoryPolicy:RepositoryPolicy": ["repository", "policy"],
  "aws:backup/vaultPolicy:VaultPolicy": ["backupVaultName", "policy"],
  "aws:efs/fileSystemPolicy:FileSystemPolicy": ["fileSystemId", "policy"],
};
const PERMISSION = "aws:lambda/permission:Permission";
const FUNCTION = "aws:lambda/function:Function";
const REST_API = "aws:apigateway/restApi:RestApi";
/** `arn:…:function:name`, with or without a version or alias. */
const FUNCTION_ARN = /^(arn:[^:]+:lambda:[^:]+:\d{12}:function:[^:]+)(?::.+)?$/;

/**
 * Everything with an ARN, and the policies attached to it.
 *
 * @throws PolicyError for a policy or permission of something that the program does not make
 */
export function readAccessResources(records: readonly ResourceRecord[]): AccessResource[] {
  const statements = new Map<ResourceRecord, unknown[]>();
  const add = (target: ResourceRecord, more: readonly unknown[]): void =>
    void statements.set(target, [...(statements.get(target) ?? []), ...more]);
  for (const record of [...records].sort((left, right) => compareTexts(left.name, right.name))) {
    const other = POLICY_OF_ANOTHER[record.type];
    if (record.type === PERMISSION) {
      const target = targetOf(record, "function", records);
      add(target, [permissionStatement(record, requiredText(target, "arn"))]);
    } else if (other) add(targetOf(record, other[0], records), statementsOf(documentOf(record, other[1])));
    else if (!record.type.startsWith("aws:iam/")) add(record, ownStatements(record));
  }
  return records.flatMap((record): AccessResource[] => {
    const arn = arnOf(record);
    const own = statements.get(record) ?? [];
    if (arn === undefined && own.length > 0)
      throw new PolicyError(`${describe(record)} has a policy, and no arn among its outputs.`);
    if (arn === undefined) return [];
    const text = JSON.stringify({ Version: "2012-10-17", Statement: own });
    const { name, type } = record;
    return [{ name, type, arn, ...(own.length > 0 && { policy: { name, text } }) }];
  });
}

/** An API is invoked by another ARN than it is managed by. */
function arnOf(record: ResourceRecord): string | undefined {
  return record.type === REST_API ? textOf(record, "executionArn") : textOf(record, "arn");
}

function targetOf(record: ResourceRecord, input: string, records: readonly ResourceRecord[]): ResourceRecord {
  const reference = requiredText(record, input);
  const named = FUNCTION_ARN.exec(reference)?.[1] ?? reference;
  const candidates = records.filter(
    ({ type }) =>
      type !== record.type &&
      !type.startsWith("aws:iam/") &&
      (record.type === PERMISSION ? type === FUNCTION : type.split("/")[0] === record.type.split("/")[0]),
  );
  const exact = candidates.find((one) => namesOf(one).includes(named) || one.outputs.keyId === named);
  const found = exact ?? findNamed(candidates, named);
  if (found) return found;
  throw new PolicyError(`${describe(record)}: ${input} is ${reference}, which the program does not make.`);
}

/** A document in the resource's own properties, whatever they are called. */
function ownStatements(record: ResourceRecord): readonly unknown[] {
  if (record.type === REST_API) return ownStatementsOfApi(record);
  return Object.keys(record.inputs)
    .filter((name) => /policy$/i.test(name))
    .flatMap((name) => statementsOf(documentOf(record, name)));
}

function ownStatementsOfApi(record: ResourceRecord): readonly unknown[] {
  const body = textOf(record, "body");
  const inBody =
    body === undefined ? undefined : (parse(body) as Record<string, unknown>)["x-amazon-apigateway-policy"];
  const text = documentOf(record, "policy") ?? (inBody === undefined ? undefined : JSON.stringify(inBody));
  if (text === undefined) return [];
  // API Gateway completes `execute-api:/…` to the API's own ARN.
  const executionArn = requiredText(record, "executionArn");
  return statementsOf(text.replaceAll('"execute-api:/', `"${executionArn}/`));
}

/** The statements of a policy document; none for a text that is something else, such as the name of a policy. */
function statementsOf(text: string | undefined): readonly unknown[] {
  if (text === undefined || !text.trimStart().startsWith("{")) return [];
  const document = parse(text) as { Statement?: unknown };
  return document.Statement === undefined ? [] : [document.Statement].flat();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new PolicyError(`a policy document or API body is no JSON: ${(error as Error).message}`);
  }
}

/** The statement that `AddPermission` writes. */
export function permissionStatement(record: ResourceRecord, functionArn: string): PolicyStatement {
  const qualifier = textOf(record, "qualifier");
  const equals = {
    "AWS:SourceAccount": textOf(record, "sourceAccount"),
    "aws:PrincipalOrgID": textOf(record, "principalOrgId"),
    "lambda:FunctionUrlAuthType": textOf(record, "functionUrlAuthType"),
    "lambda:EventSourceToken": textOf(record, "eventSourceToken"),
  };
  const tests = Object.entries(equals).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
  const sourceArn = textOf(record, "sourceArn");
  const condition = {
    ...(sourceArn !== undefined && { ArnLike: { "AWS:SourceArn": sourceArn } }),
    ...(tests.length > 0 && { StringEquals: Object.fromEntries(tests) as Record<string, string> }),
  };
  return {
    Effect: "Allow",
    Principal: permittedPrincipal(requiredText(record, "principal")),
    Action: requiredText(record, "action"),
    Resource: qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function permittedPrincipal(principal: string): NonNullable<PolicyStatement["Principal"]> {
  if (principal === "*") return "*";
  return /\.(amazonaws|amazon)\.com(\.cn)?$/.test(principal) ? { Service: principal } : { AWS: principal };
}
