import type { Input } from "@pulumi/pulumi";
import type { DirectIntegration, IntegrationResponse } from "./direct-integration";
import { quoted } from "./template-text";

/** DynamoDB types that a direct integration can answer with. */
export type AttributeType = "S" | "N" | "BOOL";

interface OwnItems {
  readonly table: { readonly name: Input<string> };
  /** The hash key: always the caller's own Cognito identity id, never a value that the client sent. */
  readonly partitionKey: string;
  /** The range key; in routes for one item, also the name of the path parameter that gives it. */
  readonly sortKey: string;
}

interface ReadItems extends OwnItems {
  /** The attributes that are answered, with their types, and no others. */
  readonly attributes: Readonly<Record<string, AttributeType>>;
}

export interface QueryItems extends ReadItems {
  /** The name of the list in the answer. */
  readonly items: string;
  /** Items in a page when the client names no `limit`. The most is 100. @default 20 */
  readonly pageSize?: number;
}

export interface OneItem {
  /** The message of the 404. */
  readonly absent: string;
}

const OWNER = "$context.identity.cognitoIdentityId";

/** Lists the caller's own items in pages: `{ [items]: […], nextToken? }`. The token is a sort key; its owner is always the caller. */
export function queryItems({ pageSize = 20, ...options }: QueryItems): DirectIntegration {
  const { names, projection } = projectionOf(options);
  const startKey = `"ExclusiveStartKey": { "${options.partitionKey}": { "S": ${quoted(OWNER)} }, "${options.sortKey}": { "S": ${quoted("$nextToken")} } },`;
  return {
    service: "dynamodb",
    action: "Query",
    table: options.table,
    pathParameters: [],
    queryParameters: ["limit", "nextToken"],
    // A template cannot refuse a request; DynamoDB refuses `"Limit": 0` with a ValidationException, which is answered with 400.
    requestTemplate: (tableName) => `#set($limit = $input.params('limit'))
#set($nextToken = $input.params('nextToken'))
#if($limit == "")#set($limit = "${pageSize}")#end
#if(!$limit.matches("[1-9][0-9]?|100"))#set($limit = "0")#end
#if($nextToken != "" && !$nextToken.matches("[A-Za-z0-9._-]{1,128}"))#set($limit = "0")#end
{
  "TableName": "${tableName}",
  "KeyConditionExpression": "#owner = :owner",
  "ProjectionExpression": "${projection}",
  "ExpressionAttributeNames": ${JSON.stringify({ "#owner": options.partitionKey, ...names })},
  "ExpressionAttributeValues": { ":owner": { "S": ${quoted(OWNER)} } },
  #if($nextToken != "" && $limit != "0")${startKey}#end
  "Limit": $limit
}`,
    responses: {
      default: {
        statusCode: 200,
        template: `#set($answer = $input.path('$'))
{"${options.items}":[#foreach($item in $answer.Items)${itemTemplate(options.attributes)}#if($foreach.hasNext),#end#end]#if($answer.LastEvaluatedKey),"nextToken":${quoted(`$answer.LastEvaluatedKey.${options.sortKey}.S`)}#end}`,
      },
      ...failures("no such item"),
    },
    statuses: FAILURE_STATUSES,
  };
}

/** Reads one of the caller's own items; 404 where there is none, also when somebody else owns it. */
export function getItem(options: ReadItems & OneItem): DirectIntegration {
  const { names, projection } = projectionOf(options);
  return {
    service: "dynamodb",
    action: "GetItem",
    table: options.table,
    pathParameters: [options.sortKey],
    queryParameters: [],
    requestTemplate: (tableName) => `{
  "TableName": "${tableName}",
  "Key": ${keyTemplate(options)},
  "ProjectionExpression": "${projection}",
  "ExpressionAttributeNames": ${JSON.stringify(names)}
}`,
    responses: {
      default: {
        statusCode: 200,
        template: `#set($item = $input.path('$.Item'))
#if($item && $item != "")${itemTemplate(options.attributes)}#else#set($context.responseOverride.status = 404)${message(options.absent)}#end`,
      },
      ...failures(options.absent),
    },
    statuses: FAILURE_STATUSES,
  };
}

/** Deletes one of the caller's own items: 204, or 404 where there is none. */
export function deleteItem(options: OwnItems & OneItem): DirectIntegration {
  return {
    service: "dynamodb",
    action: "DeleteItem",
    table: options.table,
    pathParameters: [options.sortKey],
    queryParameters: [],
    requestTemplate: (tableName) => `{
  "TableName": "${tableName}",
  "Key": ${keyTemplate(options)},
  "ConditionExpression": "attribute_exists(#key)",
  "ExpressionAttributeNames": ${JSON.stringify({ "#key": options.sortKey })},
  "ReturnValues": "NONE"
}`,
    responses: { default: { statusCode: 204, template: "## no body" }, ...failures(options.absent) },
    statuses: FAILURE_STATUSES,
  };
}

const FAILURE_STATUSES = [400, 403, 404, 500, 503] as const;

function projectionOf({ attributes }: ReadItems): { names: Record<string, string>; projection: string } {
  const names = Object.fromEntries(
    Object.keys(attributes).map((attribute, index) => [`#a${index}`, attribute]),
  );
  return { names, projection: Object.keys(names).join(", ") };
}

const keyTemplate = ({ partitionKey, sortKey }: OwnItems): string =>
  `{ "${partitionKey}": { "S": ${quoted(OWNER)} }, "${sortKey}": { "S": ${quoted(`$input.params('${sortKey}')`)} } }`;

const itemTemplate = (attributes: ReadItems["attributes"]): string =>
  `{${Object.entries(attributes)
    .map(([name, type]) => `"${name}":#if($item.${name})${valueTemplate(name, type)}#else null#end`)
    .join(",")}}`;

const valueTemplate = (name: string, type: AttributeType): string =>
  type === "S" ? quoted(`$item.${name}.S`) : `$item.${name}.${type}`;

const message = (text: string): string => JSON.stringify({ message: text });

/** DynamoDB answers every refusal with 400 and tells them apart by `__type` only. */
function failures(absent: string): Record<string, IntegrationResponse> {
  const set = (status: number) => `#set($context.responseOverride.status = ${status})`;
  return {
    "4\\d{2}": {
      statusCode: 400,
      template: `#set($type = $input.path('$.__type'))
#if($type.contains("AccessDeniedException"))${set(403)}${message("Forbidden")}
#elseif($type.contains("ConditionalCheckFailedException"))${set(404)}${message(absent)}
#elseif($type.contains("ValidationException"))${message("Invalid request parameters")}
#elseif($type.contains("Throttl") || $type.contains("ProvisionedThroughputExceeded"))${set(503)}${message("Try again later")}
#else${set(500)}${message("Internal server error")}#end`,
    },
    "5\\d{2}": { statusCode: 503, template: message("Try again later") },
  };
}
