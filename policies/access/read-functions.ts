import type { AccessFunction, RuntimeNeed, SdkCommand } from "./access-model";
import type { Properties, ResourceRecord } from "./resource-record";
import { namesOf, property, requiredText } from "./resource-record";

const FUNCTION = "aws:lambda/function:Function";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";

/** The commands of the AWS SDK that a function's code can reach, or why nobody can tell. */
export type CodeCommands = { readonly commands: readonly SdkCommand[] } | { readonly unknownBecause: string };

/** Reads a function's code; the model itself reads no files. */
export type ReadCode = (record: ResourceRecord) => CodeCommands;

export function readFunctions(records: readonly ResourceRecord[], readCode: ReadCode): AccessFunction[] {
  return records
    .filter(({ type }) => type === FUNCTION)
    .map((record) => {
      const code = readCode(record);
      return {
        name: record.name,
        arn: requiredText(record, "arn"),
        roleArn: requiredText(record, "role"),
        runtimeNeeds: runtimeNeeds(record, records),
        ...("commands" in code ? { commands: code.commands } : { commands: undefined, ...code }),
      };
    });
}

/** Source: Lambda Developer Guide, the permissions that each feature asks of an execution role. */
function runtimeNeeds(record: ResourceRecord, records: readonly ResourceRecord[]): RuntimeNeed[] {
  const arn = requiredText(record, "arn");
  const [, partition, , region, account, , physicalName = ""] = arn.split(":");
  const logging = property(record, "loggingConfig") as Properties | undefined;
  const group = (logging?.logGroup as string | undefined) ?? `/aws/lambda/${physicalName}`;
  const groupArn = `arn:${partition}:logs:${region}:${account}:log-group:${group}`;
  const streams = `${groupArn}:log-stream:*`;
  const isMade = records.some((one) => one.type === LOG_GROUP && namesOf(one).includes(group));
  return [
    // Lambda makes the group when it is not there.
    ...(isMade ? [] : [{ action: "logs:CreateLogGroup", resource: groupArn }]),
    { action: "logs:CreateLogStream", resource: streams },
    { action: "logs:PutLogEvents", resource: streams },
    ...tracingNeeds(record),
    ...networkNeeds(record),
    ...deadLetterNeeds(record),
  ];
}

function tracingNeeds(record: ResourceRecord): RuntimeNeed[] {
  const tracing = property(record, "tracingConfig") as Properties | undefined;
  if (tracing?.mode !== "Active") return [];
  return everywhere("xray:PutTraceSegments", "xray:PutTelemetryRecords");
}

function networkNeeds(record: ResourceRecord): RuntimeNeed[] {
  const network = property(record, "vpcConfig") as { readonly subnetIds?: readonly string[] } | undefined;
  if ((network?.subnetIds ?? []).length === 0) return [];
  return everywhere(
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
  );
}

function deadLetterNeeds(record: ResourceRecord): RuntimeNeed[] {
  const target = (property(record, "deadLetterConfig") as Properties | undefined)?.targetArn;
  if (typeof target !== "string") return [];
  return [{ action: target.includes(":sqs:") ? "sqs:SendMessage" : "sns:Publish", resource: target }];
}

const everywhere = (...actions: readonly string[]): RuntimeNeed[] =>
  actions.map((action) => ({ action, resource: "*" }));
