import { DeploymentError } from "../../deployment";
import { absent, matching, text } from "../property-checks";
import type { ResourceType } from "../resource-type";

interface PermissionInputs {
  readonly action: string;
  readonly function: string;
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
}

const MAX_STATEMENT_ID_LENGTH = 100;
const SERVICE = /\.amazonaws\.com(\.cn)?$/;
const FUNCTION_ARN = /^arn:aws:lambda:[^:]+:\d{12}:function:([^:]+)(:.+)?$/;

/** aws.lambda.Permission: one statement of a function's resource-based policy. */
export const lambdaPermission: ResourceType = {
  properties: {
    action: matching(/^lambda:(\*|[A-Z]\w+)$/, "an action of Lambda such as lambda:InvokeFunction"),
    function: text,
    principal: text,
    sourceArn: text,
    sourceAccount: text,
    statementId: matching(/^[\w-]{1,100}$/, "1 to 100 letters, digits, - and _"),
    statementIdPrefix: text,
    region: text,
    qualifier: absent("functions have no versions or aliases"),
    eventSourceToken: absent("there are no Alexa skills"),
    functionUrlAuthType: absent("there are no function URLs"),
    invokedViaFunctionUrl: absent("there are no function URLs"),
    principalOrgId: absent("there is no organization"),
  },

  outputs(resource, context) {
    const { statementId, statementIdPrefix } = resource.inputs as {
      statementId?: string;
      statementIdPrefix?: string;
    };
    const generated =
      statementIdPrefix === undefined
        ? context.ids.name(resource, MAX_STATEMENT_ID_LENGTH)
        : `${statementIdPrefix}${context.ids.lower(resource, "name", 12)}`;
    const sid = statementId ?? generated;
    return { id: sid, outputs: { statementId: sid } };
  },

  deploy(resource, builder) {
    const inputs = resource.inputs as unknown as PermissionInputs;
    const name = FUNCTION_ARN.exec(inputs.function)?.[1] ?? inputs.function;
    const target = builder.functions.get(name);
    if (!target)
      throw new DeploymentError(
        `function is ${inputs.function}, and the program makes no such function`,
        resource,
      );
    if (target.permissions.some(({ sid }) => sid === resource.id)) {
      throw new DeploymentError(
        `the function ${name} already has a permission with the statement id ${resource.id}`,
        resource,
      );
    }
    target.permissions.push({
      sid: resource.id,
      statement: toStatement(resource.id, inputs, target.arn),
      resource,
    });
  },
};

function toStatement(
  sid: string,
  inputs: PermissionInputs,
  functionArn: string,
): Readonly<Record<string, unknown>> {
  const { action, principal, sourceArn, sourceAccount } = inputs;
  const condition = {
    ...(sourceArn !== undefined && { ArnLike: { "AWS:SourceArn": sourceArn } }),
    ...(sourceAccount !== undefined && { StringEquals: { "AWS:SourceAccount": sourceAccount } }),
  };
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: toPrincipal(principal),
    Action: action,
    Resource: functionArn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function toPrincipal(principal: string): unknown {
  if (principal === "*") return "*";
  return SERVICE.test(principal) ? { Service: principal } : { AWS: principal };
}
