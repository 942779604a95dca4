import { lint, loadPolicy, type PolicyDocument } from "../../policies";
import { authorize } from "../access/authorize";
import { NOTHING_DEPLOYED } from "../cloud-state";
import { compileTemplate } from "../gateway/mapping-template";
import { findSchemaFault } from "../gateway/openapi/read-models";
import { servicePrincipal } from "../principal";

/** Services that nearly every program writes policies for. */
const ACTIONS = [
  "dynamodb:GetItem",
  "execute-api:Invoke",
  "lambda:InvokeFunction",
  "logs:PutLogEvents",
  "cognito-identity:GetId",
];
const RESOURCE = "arn:aws:none:us-east-1:000000000000:none";
const PRINCIPAL = "none.amazonaws.com";

/** Every form that templates commonly have, some of them again and again: the parser is slow until V8 has optimized it. */
const TEMPLATE = Array.from(
  { length: 6 },
  (_, index) => `#set($item = $input.path('$.Item${index}'))
#if($item && $item != ""){"name": "$util.escapeJavaScript($item.name.S).replaceAll("\\\\'", "'")",
"more": [#foreach($one in $item.list)$input.json('$.one')#if($foreach.hasNext),#end#end]}
#elseif($item.contains("Type"))#set($context.responseOverride.status = 404){}#else{"id": "$context.requestId"}#end
`,
).join("");

/**
 * Compiles and loads what every first deployment and request needs, so that they do not wait for it after the program has
 * run. Nothing depends on its being called.
 */
export function warmUp(): void {
  findSchemaFault({ type: "object" });
  for (const action of ACTIONS) lint(policyFor(action), { kind: "identity" });
  compileTemplate(TEMPLATE);
  const resourcePolicy = loadPolicy(
    policyFor("lambda:InvokeFunction", { Principal: { Service: PRINCIPAL } }),
    { kind: "resource" },
  );
  authorize(NOTHING_DEPLOYED, servicePrincipal(PRINCIPAL), {
    action: "lambda:InvokeFunction",
    resource: RESOURCE,
    resourcePolicy,
    nowMs: 0,
    region: "us-east-1",
  });
}

const policyFor = (action: string, more: { Principal?: { Service: string } } = {}): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", ...more, Action: [action], Resource: [RESOURCE] }],
});
