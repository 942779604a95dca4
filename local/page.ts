import type { CloudState } from "./cloud-state";
import type { Method, Resource, RestApi } from "./gateway/definition";

export interface PageOptions {
  readonly state: CloudState;
  readonly urlOf: (api: RestApi, stageName: string) => string;
}

/** The page at `/`: every API's routes, who may call them, and how to try them. */
export function formatPage({ state, urlOf }: PageOptions): string {
  const apis = [...state.restApis.values()].flatMap((api) =>
    [...api.stages.values()].map((stage) => ({
      name: api.name,
      url: urlOf(api, stage.name),
      resources: stage.definition.resources,
    })),
  );
  const body =
    apis.length === 0 ? "<p>The program deploys no API stage.</p>" : apis.map(formatApi).join("\n");
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Local cloud</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: left; padding: 0.25rem 1rem 0.25rem 0; border-bottom: 1px solid #d0d7de; }
  code, pre { font: 14px/1.5 ui-monospace, monospace; }
  pre { background: #f6f8fa; padding: 1rem; overflow-x: auto; }
</style>
<h1>Local cloud</h1>
${body}
</html>
`;
}

interface DescribedApi {
  readonly name: string;
  readonly url: string;
  readonly resources: readonly Resource[];
}

function formatApi({ name, url, resources }: DescribedApi): string {
  const routes = resources.flatMap((resource) =>
    [...resource.methods.values()]
      .filter(({ httpMethod }) => httpMethod !== "OPTIONS")
      .map((method) => ({ path: resource.path, method })),
  );
  const rows = routes.map(
    ({ path, method }) =>
      `<tr><td><code>${escapeHtml(`${method.httpMethod} ${path}`)}</code></td><td>${AUTHORIZATION[method.authorization]}</td><td>${answeredBy(method)}</td></tr>`,
  );
  return `<h2>${escapeHtml(name)}</h2>
<p><code>${escapeHtml(url)}</code></p>
<table><tr><th>Route</th><th>Who</th><th>What answers</th></tr>
${rows.join("\n")}
</table>
<p>In the program's folder, <code>npm run tour</code> walks through the notes and pets app. By hand:</p>
<pre>${escapeHtml(tryIt(url, routes))}</pre>`;
}

const AUTHORIZATION: Readonly<Record<Method["authorization"], string>> = {
  AWS_IAM: "signed requests that IAM allows",
  NONE: "anybody",
};

function answeredBy({ integration }: Method): string {
  switch (integration.type) {
    case "lambdaProxy":
    case "lambda":
      return `function <code>${escapeHtml(integration.functionName)}</code>`;
    case "dynamodb":
      return `DynamoDB <code>${escapeHtml(integration.action)}</code>`;
    case "mock":
      return "API Gateway itself";
  }
}

function tryIt(url: string, routes: readonly { readonly path: string; readonly method: Method }[]): string {
  const open = routes.find(({ method }) => method.authorization === "NONE");
  const signed = routes.find(
    ({ path, method }) =>
      method.authorization === "AWS_IAM" && method.httpMethod === "GET" && !path.includes("{"),
  );
  return [
    ...(open
      ? [
          `curl -X ${open.method.httpMethod} ${url}${open.path} -H 'content-type: application/json' -d '{ … }'`,
        ]
      : []),
    ...(signed
      ? [
          `curl ${url}${signed.path} --aws-sigv4 "aws:amz:$REGION:execute-api" --user "$ACCESS_KEY_ID:$SECRET_ACCESS_KEY" -H "x-amz-security-token: $SESSION_TOKEN"`,
        ]
      : []),
  ].join("\n");
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
