interface Scope {
  readonly account: string;
  readonly region: string;
}

interface MockedResource {
  /** Pulumi's type token. */
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

type Format = (
  scope: Scope,
  name: string,
  inputs: MockedResource["inputs"],
) => Readonly<Record<string, unknown>>;

const iam =
  (kind: string): Format =>
  ({ account }, name, { path }) => ({
    arn: `arn:aws:iam::${account}:${kind}${typeof path === "string" ? path : "/"}${name}`,
    id:
      kind === "policy"
        ? `arn:aws:iam::${account}:policy${typeof path === "string" ? path : "/"}${name}`
        : name,
  });

/** ARNs whose form does not follow from the type token. */
const FORMATS: Readonly<Record<string, Format>> = {
  "aws:iam/role:Role": iam("role"),
  "aws:iam/user:User": iam("user"),
  "aws:iam/group:Group": iam("group"),
  "aws:iam/policy:Policy": iam("policy"),
  "aws:iam/instanceProfile:InstanceProfile": iam("instance-profile"),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ({ account }, _name, { url }) => ({
    arn: `arn:aws:iam::${account}:oidc-provider/${String(url).replace(/^https:\/\//, "")}`,
  }),
  "aws:s3/bucket:Bucket": (_scope, name, { bucket }) => bucketOf(bucket ?? name),
  "aws:s3/bucketV2:BucketV2": (_scope, name, { bucket }) => bucketOf(bucket ?? name),
  "aws:lambda/function:Function": (scope, name) => {
    const arn = `${prefix("lambda", scope)}:function:${name}`;
    const api = `arn:aws:apigateway:${scope.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
    return { arn, invokeArn: api, id: name };
  },
  "aws:cloudwatch/logGroup:LogGroup": (scope, name) => ({
    arn: `${prefix("logs", scope)}:log-group:${name}`,
    id: name,
  }),
  "aws:cloudwatch/eventBus:EventBus": (scope, name) => ({
    arn: `${prefix("events", scope)}:event-bus/${name}`,
    id: name,
  }),
  "aws:cloudwatch/eventRule:EventRule": (scope, name) => ({
    arn: `${prefix("events", scope)}:rule/${name}`,
    id: name,
  }),
  "aws:sns/topic:Topic": (scope, name) => ({
    arn: `${prefix("sns", scope)}:${name}`,
    id: `${prefix("sns", scope)}:${name}`,
  }),
  "aws:sqs/queue:Queue": (scope, name) => {
    const url = `https://sqs.${scope.region}.amazonaws.com/${scope.account}/${name}`;
    return { arn: `${prefix("sqs", scope)}:${name}`, url, id: url };
  },
  "aws:secretsmanager/secret:Secret": (scope, name) => {
    const arn = `${prefix("secretsmanager", scope)}:secret:${name}-a1b2c3`;
    return { arn, id: arn };
  },
  "aws:ssm/parameter:Parameter": (scope, name) => ({
    arn: `${prefix("ssm", scope)}:parameter/${name.replace(/^\//, "")}`,
    id: name,
  }),
  "aws:sfn/stateMachine:StateMachine": (scope, name) => ({
    arn: `${prefix("states", scope)}:stateMachine:${name}`,
  }),
  "aws:apigateway/restApi:RestApi": (scope, name) => ({
    id: name,
    arn: `arn:aws:apigateway:${scope.region}::/restapis/${name}`,
    executionArn: `${prefix("execute-api", scope)}:${name}`,
    rootResourceId: "root",
  }),
};

/** What AWS would make up for a resource: a name, an id, an ARN of the right form. */
export function physicalProperties(
  resource: MockedResource,
  scope: Scope,
): Readonly<Record<string, unknown>> {
  const { type, inputs } = resource;
  const name = typeof inputs.name === "string" ? inputs.name : resource.name;
  const [, service, kind] = /^aws:([^/:]+)\/([^:]+):/.exec(type) ?? [];
  if (service === undefined || kind === undefined) return {};
  const made = FORMATS[type]?.(scope, name, inputs) ?? {
    arn: `${prefix(service, scope)}:${kind}/${name}`,
    id: name,
  };
  return { name, ...made };
}

const prefix = (service: string, { account, region }: Scope): string =>
  `arn:aws:${service}:${region}:${account}`;

const bucketOf = (bucket: unknown): Readonly<Record<string, unknown>> => ({
  bucket,
  arn: `arn:aws:s3:::${String(bucket)}`,
  id: bucket,
});
