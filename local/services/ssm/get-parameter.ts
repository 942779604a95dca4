import type { Parameter } from "../../cloud-state";
import { findDenial } from "../authorize-call";
import { notCovered } from "../aws-error";
import type { Caller } from "../caller";
import type { ServiceContext } from "../context";
import { refuseMembers, type Input } from "../input";
import { resourceTags } from "../resource-tags";
import { ssmErrors, ssmInput } from "./errors";

const ARN = /^arn:aws:ssm:[^:]+:\d{12}:parameter(?<name>\/.+)$/;

/**
 * A parameter's value. A SecureString is under AWS's own key `aws/ssm`, which every principal of the account may use
 * through SSM: reading it needs no permission of KMS.
 */
export function getParameter(context: ServiceContext, caller: Caller, input: Input): object {
  refuseMembers(input, ["Name", "WithDecryption"], (member) =>
    notCovered(`The member ${member} of ssm:GetParameter`),
  );
  const { arn, name, version } = readName(context, ssmInput.requiredText(input, "Name"));
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
  return { Parameter: toAnswer(context, parameter, version) };
}

/** A name or an ARN, each with `:version` or without. */
function readName(
  { region, accountId }: ServiceContext,
  given: string,
): { arn: string; name: string; version: string | undefined } {
  const [, reference = given, selector] = /^(.*?[^:]):(\d+|[A-Za-z_][\w.-]*)$/.exec(given) ?? [];
  const isArn = given.startsWith("arn:");
  const name = isArn ? ARN.exec(isArnWithoutSelector(given) ? given : reference)?.groups?.["name"] : reference;
  if (name === undefined || !/^[\w.\-/]+$/.test(name))
    throw ssmErrors.validation("Invalid parameter name. Please use correct syntax for referencing a version/label  <name>:<version/label>");
  if (selector !== undefined && !/^\d+$/.test(selector) && !isArn)
    throw notCovered(`The parameter label ${selector}`);
  const slash = name.startsWith("/") ? "" : "/";
  return {
    arn: isArn ? given : `arn:aws:ssm:${region}:${accountId}:parameter${slash}${name}`,
    name,
    version: selector,
  };
}
