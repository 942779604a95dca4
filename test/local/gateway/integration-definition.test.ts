import { expect } from "chai";
import { DefinitionError } from "../../../local/gateway";
import { document, lambdaUri, open, parse, proxy } from "./fake-cloud";

const mock = (more: object = {}): object => ({
  type: "mock",
  requestTemplates: { "application/json": '{"statusCode":200}' },
  responses: { default: { statusCode: 200 } },
  ...more,
});
const pets = (operation: object): object => document({ "/pets": { get: operation } });
const INTEGRATION = 'paths["/pets"].get["x-amazon-apigateway-integration"]';

const refused: readonly [what: string, body: unknown, message: string][] = [
  ["an unknown integration type", pets(open({ type: "grpc" })), `${INTEGRATION}.type: must be one of`],
  [
    "an HTTP integration",
    pets(open({ type: "http_proxy", uri: "http://x" })),
    "HTTP integrations are not covered",
  ],
  ["a VPC link", pets(open({ ...proxy(), connectionType: "VPC_LINK" })), "VPC links are not"],
  [
    "contentHandling",
    pets(open({ ...proxy(), contentHandling: "CONVERT_TO_TEXT" })),
    "contentHandling: not covered",
  ],
  ["caching", pets(open({ ...proxy(), cacheKeyParameters: [] })), "cacheKeyParameters: not covered"],
  [
    "a call of Lambda other than POST",
    pets(open({ ...proxy(), httpMethod: "GET" })),
    "httpMethod: must be POST",
  ],
  ["no httpMethod", pets(open({ type: "aws_proxy", uri: lambdaUri() })), "has no httpMethod"],
  [
    "templates on AWS_PROXY",
    pets(open({ ...proxy(), requestTemplates: {} })),
    "API Gateway ignores it on AWS_PROXY",
  ],
  [
    "a qualified function",
    pets(open({ ...proxy(), uri: lambdaUri("f:live") })),
    "is not covered by the local cloud",
  ],
  [
    "a stage variable in the uri",
    pets(open({ ...proxy(), uri: lambdaUri("${stageVariables.f}") })),
    "without stage variables",
  ],
  [
    "another region",
    pets(open({ ...proxy(), uri: lambdaUri().replaceAll("eu-west-1", "us-east-1") })),
    "the region must be eu-west-1",
  ],
  [
    "another account",
    pets(open({ ...proxy(), uri: lambdaUri().replace("123456789012", "999999999999") })),
    "the account must be",
  ],
  [
    "AWS_PROXY with another service",
    pets(open({ ...proxy(), uri: "arn:aws:apigateway:eu-west-1:dynamodb:action/GetItem" })),
    "currently only supports Lambda function",
  ],
  [
    "another service",
    pets(
      open({
        ...mock(),
        type: "aws",
        httpMethod: "POST",
        uri: "arn:aws:apigateway:eu-west-1:sqs:action/SendMessage",
      }),
    ),
    "is not covered by the local cloud",
  ],
  [
    "an unknown DynamoDB action",
    pets(
      open({
        ...mock(),
        type: "aws",
        httpMethod: "POST",
        uri: "arn:aws:apigateway:eu-west-1:dynamodb:action/Frob",
      }),
    ),
    "Frob is not covered",
  ],
  [
    "DynamoDB without credentials",
    pets(
      open({
        ...mock(),
        type: "aws",
        httpMethod: "POST",
        uri: "arn:aws:apigateway:eu-west-1:dynamodb:action/GetItem",
      }),
    ),
    "has no credentials",
  ],
  [
    "the caller's credentials without a caller",
    pets(open({ ...proxy(), credentials: "arn:aws:iam::*:user/*" })),
    "the method must be AWS_IAM",
  ],
  ["credentials that are none", pets(open({ ...proxy(), credentials: "me" })), "must be a role's ARN"],
  [
    "too long a timeout",
    pets(open({ ...proxy(), timeoutInMillis: 29_001 })),
    "must be an integer from 50 to 29000",
  ],
  [
    "a status that is not declared",
    pets(open(mock({ responses: { default: { statusCode: 404 } } }))),
    "do not declare 404",
  ],
  [
    "a header that is not declared",
    pets(
      open(
        mock({
          responses: {
            default: { statusCode: 200, responseParameters: { "method.response.header.X": "'1'" } },
          },
        }),
      ),
    ),
    "does not declare the header X",
  ],
  [
    "a pattern that is none",
    pets(open(mock({ responses: { "(": { statusCode: 200 } } }))),
    "regular expression",
  ],
  [
    "a pattern that only Java knows",
    pets(open(mock({ responses: { "(?i)x": { statusCode: 200 } } }))),
    "what only Java has",
  ],
  [
    "a template with an unknown method",
    pets(open(mock({ requestTemplates: { "application/json": "$util.toUpper('x')" } }))),
    `${INTEGRATION}.requestTemplates["application/json"]: $util.toUpper() does not exist`,
  ],
];

describe("the definition of an integration is refused, with its place in the document, when it is", () => {
  for (const [what, body, message] of refused) {
    it(what, () => {
      expect(() => parse(body))
        .to.throw(DefinitionError)
        .with.property("message")
        .that.contains(message);
    });
  }
});
