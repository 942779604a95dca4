import type { Parameter } from "../../cloud-state";
import { findDenial } from "../authorize-call";
import { notCovered } from "../aws-error";
import type { Caller } from "../caller";
import type { ServiceContext } from "../context";
import { refuseMembers, type Input } from "../input";
import { resourceTags } from "../resource-tags";
import { ssmErrors, ssmInput } from "./errors";

const REFERENCE =
  /^(?:(?<prefix>arn:aws:ssm:[^:]+:\d{12}:parameter)(?=\/))?(?<name>[\w.\-/]+)(?::(?<selector>[\w.-]+))?$/;

/**
 * A parameter's value. A SecureString is under AWS's own key `aws/ssm`, which every principal of the account may use
 * through SSM: reading it needs no permission of KMS.
 */
export function getParameter(context: ServiceContext, caller: Caller, input: Input): object {
  refuseMembers(input, ["Name", "WithDecryption"], (member) =>
    notCovered(`The member ${member} of ssm:GetParameter`),
  );
  const { arn, name, version } = readReference(context, ssmInput.requiredText(input, "Name"));
  const parameter = [...context.state.parameters.values()].find((one) => one.arn === arn);
  // Decided before it is told whether there is one, so that a refused caller does not learn it.
  const denial = findDenial(context, caller, {
    action: "ssm:GetParameter",
    resource: arn,
    context: resourceTags(["aws", "ssm"], parameter?.tags),
  });
  if (denial !== undefined) throw ssmErrors.accessDenied(denial);
  if (parameter === undefined) throw ssmErrors.parameterNotFound();
  if (version !== undefined && version !== String(parameter.version)) throw ssmErrors.versionNotFound(name);
  if (parameter.type === "SecureString" && input["WithDecryption"] !== true)
    throw notCovered("ssm:GetParameter of a SecureString without WithDecryption");
  return { Parameter: toAnswer(parameter, version) };
}

interface ParameterReference {
  readonly arn: string;
  /** As the caller wrote it, or as the ARN ends. */
  readonly name: string;
  readonly version: string | undefined;
}

/** A name or an ARN, each with `:version` or without. */
function readReference({ region, accountId }: ServiceContext, given: string): ParameterReference {
  const groups = REFERENCE.exec(given)?.groups;
  if (!groups) throw ssmErrors.validation(`${given} is neither a parameter's name nor its ARN.`);
  const { name = "", selector, prefix = `arn:aws:ssm:${region}:${accountId}:parameter` } = groups;
  if (selector !== undefined && !/^\d+$/.test(selector)) throw notCovered(`The parameter label ${selector}`);
  return { arn: `${prefix}${name.startsWith("/") ? "" : "/"}${name}`, name, version: selector };
}

function toAnswer({ arn, name, type, value, version }: Parameter, selector: string | undefined): object {
  return {
    Name: name,
    ARN: arn,
    Type: type,
    Value: value,
    Version: version,
    DataType: "text",
    ...(selector !== undefined && { Selector: `:${selector}` }),
  };
}
