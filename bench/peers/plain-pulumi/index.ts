// The repository's own program on plain @pulumi/aws, for what the compiler needs for it: the same tables, functions,
// roles, identity pool, API and stage, with policies as JSON and routes by hand.
import * as apigateway from "@pulumi/aws/apigateway";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import * as pulumi from "@pulumi/pulumi";
import { createNote, createPet, getPet, listPets, login, register, type RouteHandler } from "./handlers";
import { config, DEVELOPER_PROVIDER, notes, pets, pool, signedIn, users } from "./stored";

const region = new pulumi.Config("aws").require("region");

type Statement = iam.PolicyStatement;

const allow = (Action: string | string[], Resource: pulumi.Input<string>): Statement => ({
  Effect: "Allow",
  Action,
  Resource,
});

interface FunctionSettings {
  readonly handler: RouteHandler;
  readonly allow: Statement[];
  readonly memorySize?: number;
  readonly timeout?: number;
}

function createFunction(name: string, { handler, ...rest }: FunctionSettings): lambda.Function {
  const logGroup = new cloudwatch.LogGroup(name, { retentionInDays: config.logRetentionDays });
  const role = new iam.Role(name, {
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    },
  });
  const rolePolicy = new iam.RolePolicy(name, {
    role: role.id,
    policy: {
      Version: "2012-10-17",
      Statement: [
        allow(
          ["logs:CreateLogStream", "logs:PutLogEvents"],
          pulumi.interpolate`${logGroup.arn}:log-stream:*`,
        ),
        ...rest.allow,
      ],
    },
  });
  return new lambda.CallbackFunction(
    name,
    {
      callback: handler,
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      role,
      memorySize: rest.memorySize ?? 256,
      timeout: rest.timeout ?? 10,
      loggingConfig: { logFormat: "Text", logGroup: logGroup.name },
    },
    { dependsOn: rolePolicy },
  );
}

const provider = {
  pool,
  developerProvider: DEVELOPER_PROVIDER,
  tokenDuration: config.tokenDurationHours * 3600,
};
const issueTokens = allow("cognito-identity:GetOpenIdTokenForDeveloperIdentity", pool.arn);
const signIn = { memorySize: 1769, timeout: 15 };
const functions = {
  "POST /users": createFunction("register", {
    handler: register(users, provider),
    allow: [allow("dynamodb:PutItem", users.arn), issueTokens],
    ...signIn,
  }),
  "POST /login": createFunction("login", {
    handler: login(users, provider),
    allow: [allow("dynamodb:GetItem", users.arn), issueTokens],
    ...signIn,
  }),
  "POST /pets": createFunction("create-pet", {
    handler: createPet(pets),
    allow: [allow("dynamodb:PutItem", pets.arn)],
  }),
  "GET /pets": createFunction("list-pets", {
    handler: listPets(pets),
    allow: [allow("dynamodb:Scan", pets.arn)],
  }),
  "GET /pets/{petId}": createFunction("get-pet", {
    handler: getPet(pets),
    allow: [allow("dynamodb:GetItem", pets.arn)],
  }),
  "POST /notes": createFunction("create-note", {
    handler: createNote(notes),
    allow: [allow("dynamodb:PutItem", notes.arn)],
  }),
};

const api = new apigateway.RestApi("notes-and-pets");
const resource = (name: string, parentId: pulumi.Input<string>, pathPart: string): apigateway.Resource =>
  new apigateway.Resource(name, { restApi: api.id, parentId, pathPart });
const usersPath = resource("users", api.rootResourceId, "users");
const loginPath = resource("login", api.rootResourceId, "login");
const petsPath = resource("pets", api.rootResourceId, "pets");
const petPath = resource("pet", petsPath.id, "{petId}");
const notesPath = resource("notes", api.rootResourceId, "notes");
const notePath = resource("note", notesPath.id, "{noteId}");

interface MethodSettings {
  readonly path: apigateway.Resource;
  readonly verb: string;
  readonly authorization: "NONE" | "AWS_IAM";
}

function createMethod(name: string, { path, verb, authorization }: MethodSettings): apigateway.Method {
  return new apigateway.Method(name, {
    restApi: api.id,
    resourceId: path.id,
    httpMethod: verb,
    authorization,
  });
}

function createFunctionRoute(key: keyof typeof functions, settings: Omit<MethodSettings, "verb">) {
  const [verb = ""] = key.split(" ");
  const fn = functions[key];
  const method = createMethod(key, { ...settings, verb });
  new lambda.Permission(key, {
    function: fn.name,
    action: "lambda:InvokeFunction",
    principal: "apigateway.amazonaws.com",
    sourceArn: pulumi.interpolate`${api.executionArn}/*/${verb}${settings.path.path}`,
  });
  return new apigateway.Integration(key, {
    restApi: api.id,
    resourceId: settings.path.id,
    httpMethod: method.httpMethod,
    type: "AWS_PROXY",
    integrationHttpMethod: "POST",
    uri: fn.invokeArn,
    ...(key === "POST /notes" && { credentials: "arn:aws:iam::*:user/*" }),
  });
}

const NOTE = `"noteId": "$util.escapeJavaScript($item.noteId.S)", "text": "$util.escapeJavaScript($item.text.S)"`;
const NAMES = `"ExpressionAttributeNames": { "#o": "userId" }`;
const KEY = `{ "userId": { "S": "$context.identity.cognitoIdentityId" }, "noteId": { "S": "$input.params('noteId')" } }`;

interface DirectRoute extends MethodSettings {
  readonly action: string;
  readonly request: pulumi.Input<string>;
  readonly response: string;
}

/** Answered by DynamoDB itself, with the caller's own credentials. */
function createDirectRoute(name: string, { action, request, response, ...settings }: DirectRoute) {
  const method = createMethod(name, settings);
  const integration = new apigateway.Integration(name, {
    restApi: api.id,
    resourceId: settings.path.id,
    httpMethod: method.httpMethod,
    type: "AWS",
    integrationHttpMethod: "POST",
    uri: `arn:aws:apigateway:${region}:dynamodb:action/${action}`,
    credentials: "arn:aws:iam::*:user/*",
    requestTemplates: { "application/json": request },
    passthroughBehavior: "NEVER",
  });
  const place = { restApi: api.id, resourceId: settings.path.id, httpMethod: method.httpMethod };
  const answers = [
    { statusCode: "200", selectionPattern: "200", template: response },
    { statusCode: "500", template: `{"message":"Internal server error"}` },
  ].map(({ statusCode, selectionPattern, template }) => {
    const declared = new apigateway.MethodResponse(`${name} ${statusCode}`, { ...place, statusCode });
    return new apigateway.IntegrationResponse(
      `${name} ${statusCode}`,
      {
        ...place,
        statusCode: declared.statusCode,
        ...(selectionPattern !== undefined && { selectionPattern }),
        responseTemplates: { "application/json": template },
      },
      { dependsOn: integration },
    );
  });
  return [integration, ...answers];
}

const open = "NONE";
const signed = "AWS_IAM";
const integrations = [
  createFunctionRoute("POST /users", { path: usersPath, authorization: open }),
  createFunctionRoute("POST /login", { path: loginPath, authorization: open }),
  createFunctionRoute("POST /pets", { path: petsPath, authorization: signed }),
  createFunctionRoute("GET /pets", { path: petsPath, authorization: signed }),
  createFunctionRoute("GET /pets/{petId}", { path: petPath, authorization: signed }),
  createFunctionRoute("POST /notes", { path: notesPath, authorization: signed }),
  ...createDirectRoute("GET /notes", {
    path: notesPath,
    verb: "GET",
    authorization: signed,
    action: "Query",
    request: pulumi.interpolate`{ "TableName": "${notes.name}", "KeyConditionExpression": "#o = :o", ${NAMES}, "ExpressionAttributeValues": { ":o": { "S": "$context.identity.cognitoIdentityId" } } }`,
    response: `{"notes":[#foreach($item in $input.path('$.Items')){${NOTE}}#if($foreach.hasNext),#end#end]}`,
  }),
  ...createDirectRoute("GET /notes/{noteId}", {
    path: notePath,
    verb: "GET",
    authorization: signed,
    action: "GetItem",
    request: pulumi.interpolate`{ "TableName": "${notes.name}", "Key": ${KEY} }`,
    response: `#set($item = $input.path('$.Item')){${NOTE}}`,
  }),
  ...createDirectRoute("DELETE /notes/{noteId}", {
    path: notePath,
    verb: "DELETE",
    authorization: signed,
    action: "DeleteItem",
    request: pulumi.interpolate`{ "TableName": "${notes.name}", "Key": ${KEY} }`,
    response: "",
  }),
];

const deployment = new apigateway.Deployment(
  "notes-and-pets",
  { restApi: api.id, triggers: { routes: Object.keys(functions).join() } },
  { dependsOn: integrations },
);
const accessLog = new cloudwatch.LogGroup("v1", { retentionInDays: config.logRetentionDays });
const stage = new apigateway.Stage("v1", {
  restApi: api.id,
  deployment: deployment.id,
  stageName: "v1",
  xrayTracingEnabled: true,
  accessLogSettings: { destinationArn: accessLog.arn, format: "$context.requestId $context.status" },
});
const throttles = { "*/*": config.api.throttle, "users/POST": config.api.signInThrottle };
for (const [methodPath, { ratePerSecond, burst }] of Object.entries(throttles))
  new apigateway.MethodSettings(methodPath, {
    restApi: api.id,
    stageName: stage.stageName,
    methodPath,
    settings: { throttlingRateLimit: ratePerSecond, throttlingBurstLimit: burst, metricsEnabled: true },
  });

const invoke = (verb: string, path: string) => pulumi.interpolate`${api.executionArn}/v1/${verb}/${path}`;
const ownItems = {
  "ForAllValues:StringEquals": {
    "dynamodb:LeadingKeys": ["${cognito-identity.amazonaws.com:sub}"],
  },
  Null: { "dynamodb:LeadingKeys": "false" },
};
new iam.RolePolicy("signed-in", {
  role: signedIn.id,
  policy: {
    Version: "2012-10-17",
    Statement: [
      allow("execute-api:Invoke", invoke("*", "pets")),
      allow("execute-api:Invoke", invoke("GET", "pets/*")),
      allow("execute-api:Invoke", invoke("*", "notes")),
      allow("execute-api:Invoke", invoke("*", "notes/*")),
      allow("lambda:InvokeFunction", functions["POST /notes"].arn),
      {
        ...allow(["dynamodb:GetItem", "dynamodb:Query", "dynamodb:DeleteItem"], notes.arn),
        Condition: ownItems,
      },
    ],
  },
});

export const url = stage.invokeUrl;
export const identityPoolId = pool.id;
export const usersTable = users.name;
export const petsTable = pets.name;
export const notesTable = notes.name;
