/** Response headers that the page's own code may read. */
export const EXPOSED_HEADERS = "x-amzn-RequestId,x-amzn-ErrorType";

/**
 * The CORS headers for one answer: the request's own origin where the list names it, `*` where the list is `["*"]`,
 * nothing otherwise. Requests are signed, never authenticated by cookies, so `*` lets no page act for a signed-in person.
 */
export function corsHeaders(origins: readonly string[], origin: string | undefined): Record<string, string> {
  if (origins.includes("*"))
    return { "access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED_HEADERS };
  if (origins.length === 0) return {};
  const vary = { vary: "Origin" };
  if (origin === undefined || !origins.includes(origin)) return vary;
  return { "access-control-allow-origin": origin, "access-control-expose-headers": EXPOSED_HEADERS, ...vary };
}
