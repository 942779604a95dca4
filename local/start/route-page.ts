import type { CloudState } from "../cloud-state";
import type { HttpRequest, HttpResponse } from "../http";

/** A short page at `/` that lists what can be called. Everything else is not found. */
export async function serveRoutePage(
  cloud: { readonly state: CloudState },
  request: HttpRequest,
): Promise<HttpResponse | undefined> {
  if (request.path !== "/" || (request.method !== "GET" && request.method !== "HEAD")) return undefined;
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    },
    body: formatPage(cloud.state),
  };
}

function formatPage({ restApis }: CloudState): string {
  const sections = [...restApis.values()].map((api) => {
    const stages = [...api.stages.values()].map(({ name, definition }) => {
      const rows = definition.resources.flatMap(({ path, methods }) =>
        [...methods.values()].map(
          ({ httpMethod, authorization }) => [httpMethod, `/${name}${path}`, authorization] as const,
        ),
      );
      return `<table>${rows.map(formatRow).join("\n")}</table>`;
    });
    return `<h2>${escapeHtml(api.name)}</h2>\n${stages.join("\n")}`;
  });
  return `<!doctype html>
<html lang="en">
<title>Local cloud</title>
<style>body { font: 16px/1.5 system-ui; max-width: 48rem; margin: 2rem auto } td { padding-right: 1.5rem }</style>
<h1>Local cloud</h1>
${sections.join("\n")}
<p>Methods with AWS_IAM need a signed request: an AWS SDK signs with temporary credentials of the identity pool.
outputs.json in the data folder holds the addresses and ids.</p>
</html>
`;
}

function formatRow(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
