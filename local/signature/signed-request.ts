/** The parts of a request that a signature covers, as they arrived: text holds bytes, one per character, as `node:http` gives it. */
export interface SignedRequest {
  readonly method: string;
  /** Before `?`, nothing decoded. */
  readonly path: string;
  /** After `?`, nothing decoded. */
  readonly query: string;
  /** Values by lower-case name, each in the order received. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Uint8Array;
}

/** What a request says about its own signature. Nothing in it is true until the signature has been computed again. */
export interface SignatureClaim {
  readonly ok: true;
  readonly form: "header" | "query";
  /** Access key id and credential scope, joined by slashes. */
  readonly credential: string;
  /** In the order in which they are signed. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** As sent; `YYYYMMDDTHHMMSSZ` if it is well formed. */
  readonly date: string;
  readonly sessionToken: string | undefined;
  /** How long a presigned request says that it may be used. */
  readonly expiresSeconds: number | undefined;
}
