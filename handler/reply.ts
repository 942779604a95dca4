/** What a handler answers. */
export interface Reply<Status extends number = number, Body = unknown> {
  readonly status: Status;
  readonly body: Body;
  /** Further response headers. Content-Type and the CORS headers are set by the adapter. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body of every answer that is not a success. */
export interface ErrorBody {
  readonly message: string;
}

const reply = <Status extends number, Body>(status: Status, body: Body): Reply<Status, Body> => ({
  status,
  body,
});

export const ok = <Body>(body: Body): Reply<200, Body> => reply(200, body);
export const created = <Body>(body: Body): Reply<201, Body> => reply(201, body);
export const noContent = (): Reply<204, undefined> => reply(204, undefined);
export const badRequest = (message: string): Reply<400, ErrorBody> => reply(400, { message });
export const unauthorized = (message: string): Reply<401, ErrorBody> => reply(401, { message });
export const forbidden = (message: string): Reply<403, ErrorBody> => reply(403, { message });
export const notFound = (message: string): Reply<404, ErrorBody> => reply(404, { message });
export const conflict = (message: string): Reply<409, ErrorBody> => reply(409, { message });
export const unavailable = (message: string): Reply<503, ErrorBody> => reply(503, { message });
