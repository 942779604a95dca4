/** An HTTP request as it arrived: nothing decoded, nothing normalised, so that its signature can be verified. */
export interface HttpRequest {
  readonly method: string;
  /** The path before `?`, percent-encoding and all. */
  readonly path: string;
  /** The text after `?`; empty when there is none. */
  readonly query: string;
  /** Header values by lower-case name, each in the order received. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** Name, value, name, value … as received, with the client's own upper and lower case. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer | string;
}

/** The first value of a header, by lower-case name. */
export function header(request: Pick<HttpRequest, "headers">, name: string): string | undefined {
  return request.headers[name]?.[0];
}
